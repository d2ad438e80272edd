package org.bailiwick.master.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.PeopleTokenRequests;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of people whose file names an attester, which must attest each instance's key. */
class AttestedPeopleTest {
  private static final String PAR = MasterRig.ISSUER + "/oauth/par";

  @TempDir Path folder;
  private PeopleRig people;
  private PeopleTokenRequests endpoint;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
    endpoint = new PeopleTokenRequests(people.rig.endpoint(Optional.of(people.grant())));
    people.rig.attester.trust(PeopleRig.DESK, "other");
    nameAttester("fleet");
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private void nameAttester(String attester) {
    people.writeClient(
        """
        {"client_id": "desk", "kind": "public", "provider": "idp", "scopes": ["fx.rates@1"],
         "redirect_uris": ["http://127.0.0.1/back?from=edge"], "attester": "%s"}"""
            .formatted(attester));
    people.rig.clock.move(Duration.ofSeconds(3));
  }

  private List<String> attestation(TestDpopKey key) {
    return people.rig.attester.attestation(PeopleRig.DESK, key).header();
  }

  private String dpop(TestDpopKey key, String uri) {
    return key.proof("POST", uri, people.rig.clock.instant()).nonce(people.rig.proofs).compact();
  }

  private ShownProofs combined(TestDpopKey key, String uri) {
    return new ShownProofs(List.of(dpop(key, uri)), attestation(key), List.of());
  }

  /** With a proof of possession of its own, and no DPoP proof. */
  private ShownProofs withPop(TestDpopKey key) {
    List<String> pop =
        people.rig.attester.pop(key, MasterRig.ISSUER, people.rig.proofs.nonce()).header();
    return new ShownProofs(List.of(), attestation(key), pop);
  }

  private JsonObject push(MultivaluedMap<String, String> form, ShownProofs shown) {
    return people.pushed.push(new TokenRequest(form, false, false, shown), Optional.empty());
  }

  private String code(ShownProofs shown) {
    String requestUri = push(PeopleRig.form(), shown).getString("request_uri");
    return people.arrive(people.provider.signIn(people.depart(requestUri))).get("code");
  }

  private JsonObject redeem(String code, ShownProofs shown) {
    return endpoint.issue(
        Map.of(
            "grant_type",
            "authorization_code",
            "client_id",
            PeopleRig.DESK,
            "code",
            code,
            "redirect_uri",
            PeopleRig.REDIRECT,
            "code_verifier",
            PeopleRig.VERIFIER),
        shown);
  }

  private JsonObject refresh(JsonObject tokens, ShownProofs shown) {
    return endpoint.issue(
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            PeopleRig.DESK,
            "refresh_token",
            tokens.getString("refresh_token")),
        shown);
  }

  private ShownProofs atToken(TestDpopKey key) {
    return combined(key, PeopleRig.SETTINGS.tokenEndpoint());
  }

  private void refuses(Callable<?> request, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, request::call);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(people.rig.lastDenial()).isEqualTo(check);
  }

  @Test
  void eachRequestOfASessionIsAttestedWithTheSameKey() {
    String code = code(combined(people.key, PAR));
    JsonObject tokens = redeem(code, atToken(people.key));
    JsonObject claims =
        people.rig.tokens.verify(tokens.getString("access_token"), "at+jwt", MasterRig.ISSUER);
    assertThat(claims.getJsonObject("cnf").getString("jkt")).isEqualTo(people.key.thumbprint());
    assertThat(claims.getString("client_id")).isEqualTo(PeopleRig.DESK);
    JsonObject next = refresh(tokens, atToken(people.key));
    refuses(
        () -> refresh(next, atToken(TestDpopKey.ec())),
        OAuthError.INVALID_GRANT,
        "refresh-token-key");
  }

  /** The code is bound to the attested key, also without a DPoP proof (section 9.4). */
  @Test
  void aProofOfItsOwnBindsTheCode() {
    String code = code(withPop(people.key));
    refuses(() -> redeem(code, atToken(TestDpopKey.ec())), OAuthError.INVALID_GRANT, "code-key");
    assertThat(redeem(code, atToken(people.key))).isNotNull();
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("dpop_jkt", TestDpopKey.ec().thumbprint());
    refuses(() -> push(form, withPop(people.key)), OAuthError.INVALID_REQUEST, "dpop-jkt-differs");
    ShownProofs once = withPop(people.key);
    assertThat(push(PeopleRig.form(), once)).isNotNull();
    refuses(
        () -> push(PeopleRig.form(), once),
        OAuthError.INVALID_CLIENT_ATTESTATION,
        "client-attestation-pop-replayed");
  }

  @Test
  void withoutAnAttestationThereIsNothing() {
    OAuthError error = OAuthError.INVALID_CLIENT_ATTESTATION;
    String code = code(combined(people.key, PAR));
    ShownProofs bare =
        ShownProofs.ofDpop(List.of(dpop(people.key, PeopleRig.SETTINGS.tokenEndpoint())));
    refuses(() -> redeem(code, bare), error, "client-attestation-missing");
    JsonObject tokens = redeem(code, atToken(people.key));
    refuses(() -> refresh(tokens, bare), error, "client-attestation-missing");
    refuses(
        () -> push(PeopleRig.form(), ShownProofs.ofDpop(List.of(dpop(people.key, PAR)))),
        error,
        "client-attestation-missing");
    refuses(
        () ->
            push(PeopleRig.form(), new ShownProofs(List.of(), attestation(people.key), List.of())),
        error,
        "client-attestation-pop-missing");
  }

  @Test
  void anAttestationOfAnotherKeyClientOrAttesterIsRefused() {
    OAuthError error = OAuthError.INVALID_CLIENT_ATTESTATION;
    ShownProofs other =
        new ShownProofs(List.of(dpop(people.key, PAR)), attestation(TestDpopKey.ec()), List.of());
    refuses(() -> push(PeopleRig.form(), other), error, "client-attestation-key");
    ShownProofs ofOther =
        new ShownProofs(
            List.of(dpop(people.key, PAR)),
            people.rig.attester.attestation("other", people.key).header(),
            List.of());
    refuses(() -> push(PeopleRig.form(), ofOther), error, "client-attestation-client");
    nameAttester("another-fleet");
    refuses(
        () -> push(PeopleRig.form(), combined(people.key, PAR)),
        error,
        "client-attestation-attester");
  }

  /** What is not asked for is not looked at, and not silently left out either. */
  @Test
  void aClientWithoutAttesterShowsNoAttestation() {
    people.allow("fx.rates@1");
    people.rig.clock.move(Duration.ofSeconds(3));
    refuses(
        () -> push(PeopleRig.form(), combined(people.key, PAR)),
        OAuthError.INVALID_CLIENT,
        "client-authentication-method");
    String code = people.code();
    refuses(
        () -> redeem(code, atToken(people.key)),
        OAuthError.INVALID_CLIENT,
        "client-authentication-method");
  }

  @Test
  void aProofForThePushedRequestNeedsANonce() {
    String proof = people.key.proof("POST", PAR, people.rig.clock.instant()).compact();
    refuses(
        () ->
            push(
                PeopleRig.form(),
                new ShownProofs(List.of(proof), attestation(people.key), List.of())),
        OAuthError.USE_DPOP_NONCE,
        "dpop-nonce-missing");
  }
}
