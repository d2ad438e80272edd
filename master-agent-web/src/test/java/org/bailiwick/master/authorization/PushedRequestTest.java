package org.bailiwick.master.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pushed authorization requests (RFC 9126 section 2). */
class PushedRequestTest {
  private static final String PAR = MasterRig.ISSUER + "/oauth/par";

  @TempDir Path folder;
  private PeopleRig people;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private void refuses(TokenRequest request, OAuthError error, String check) {
    OAuthRefusal refusal =
        catchThrowableOfType(
            OAuthRefusal.class, () -> people.pushed.push(request, Optional.empty()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(people.rig.lastDenial()).isEqualTo(check);
    assertThat(people.rig.column("select count(*) from authorization_request"))
        .containsExactly("0");
  }

  @Test
  void aRequestIsStoredByADigest() {
    JsonObject answer = people.push(PeopleRig.form());
    assertThat(answer.getInt("expires_in")).isEqualTo(60);
    String uri = answer.getString("request_uri");
    assertThat(uri).startsWith("urn:ietf:params:oauth:request_uri:");
    String secret = uri.substring(uri.lastIndexOf(':') + 1);
    assertThat(secret).hasSize(43);
    assertThat(people.rig.column("select digest from authorization_request"))
        .singleElement()
        .asString()
        .hasSize(64)
        .doesNotContain(secret);
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, nobody, INVALID_CLIENT, client-unknown",
    "client_id, '', INVALID_REQUEST, parameter-missing",
    "redirect_uri, http://127.0.0.1:4711/other?from=edge, INVALID_REQUEST, redirect-uri",
    "redirect_uri, https://desk.example:444/back, INVALID_REQUEST, redirect-uri",
    "redirect_uri, https://desk.example/back/, INVALID_REQUEST, redirect-uri",
    "redirect_uri, http://localhost:4711/back?from=edge, INVALID_REQUEST, redirect-uri",
    "redirect_uri, http://127.0.0.1:4711@evil.example/back?from=edge, INVALID_REQUEST, redirect-uri",
    "redirect_uri, '', INVALID_REQUEST, parameter-missing",
    "response_type, token, UNSUPPORTED_RESPONSE_TYPE, response-type",
    "response_type, '', INVALID_REQUEST, parameter-missing",
    "response_mode, fragment, INVALID_REQUEST, response-mode",
    "code_challenge, short, INVALID_REQUEST, code-challenge-form",
    "code_challenge, '', INVALID_REQUEST, parameter-missing",
    "code_challenge_method, plain, INVALID_REQUEST, code-challenge-method",
    "code_challenge_method, '', INVALID_REQUEST, parameter-missing",
    "request, a.b.c, INVALID_REQUEST, request-object",
    "request_uri, urn:x, INVALID_REQUEST, request-object",
    "resource, https://other.example, INVALID_TARGET, resource-unknown",
    "scope, receipt.write@1, INVALID_SCOPE, scope-empty",
    "scope, openid, INVALID_SCOPE, capability-syntax",
    "client_secret, guess, INVALID_CLIENT, client-authentication-method",
    "client_assertion, a.b.c, INVALID_CLIENT, client-authentication-method",
    "dpop_jkt, short, INVALID_REQUEST, dpop-jkt-form",
    "state, '\t', INVALID_REQUEST, state-form",
    "max_age, -1, INVALID_REQUEST, max-age-form",
    "max_age, soon, INVALID_REQUEST, max-age-form",
    "acr_values, gold  silver, INVALID_REQUEST, acr-values-form",
  })
  void refuses(String parameter, String value, OAuthError error, String check) {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle(parameter, value);
    refuses(PeopleRig.request(form), error, check);
  }

  @Test
  void refusesWhatIsRepeatedOrInTheQuery() {
    MultivaluedMap<String, String> twice = PeopleRig.form();
    twice.add("redirect_uri", PeopleRig.REDIRECT);
    refuses(PeopleRig.request(twice), OAuthError.INVALID_REQUEST, "parameter-repeated");
    refuses(
        new TokenRequest(PeopleRig.form(), true, false, List.of()),
        OAuthError.INVALID_REQUEST,
        "query-parameters");
    refuses(
        new TokenRequest(PeopleRig.form(), false, true, List.of()),
        OAuthError.INVALID_CLIENT,
        "client-authentication-method");
  }

  @Test
  void refusesTheHolderOfACertificate() {
    OAuthRefusal refusal =
        catchThrowableOfType(
            OAuthRefusal.class,
            () ->
                people.pushed.push(
                    PeopleRig.request(PeopleRig.form()),
                    Optional.of(people.rig.foreign(people.rig.partner.buyer))));
    assertThat(refusal.check()).isEqualTo("client-authentication-method");
  }

  @Test
  void refusesAClientWhoseFileHasAFault() {
    people.writeClient("{");
    people.rig.clock.move(Duration.ofSeconds(3));
    refuses(
        PeopleRig.request(PeopleRig.form()),
        OAuthError.INVALID_CLIENT,
        "client-description-faulty");
  }

  @Test
  void aProofBindsTheRequestToItsKey() {
    TestDpopKey.Proof proof = people.key.proof("POST", PAR, people.rig.clock.instant());
    people.push(PeopleRig.form(), proof.nonce(people.rig.proofs).compact());
    assertThat(people.rig.column("select dpop_jkt from authorization_request"))
        .containsExactly(people.key.thumbprint());
  }

  @Test
  void refusesAProofThatIsNotThatOfTheNamedKey() {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("dpop_jkt", TestDpopKey.ec().thumbprint());
    String proof =
        people
            .key
            .proof("POST", PAR, people.rig.clock.instant())
            .nonce(people.rig.proofs)
            .compact();
    refuses(PeopleRig.request(form, proof), OAuthError.INVALID_REQUEST, "dpop-jkt-differs");
    String elsewhere = people.proof();
    refuses(
        PeopleRig.request(PeopleRig.form(), elsewhere),
        OAuthError.INVALID_DPOP_PROOF,
        "dpop-proof-uri");
    String old = people.key.proof("POST", PAR, people.rig.clock.instant()).compact();
    refuses(
        PeopleRig.request(PeopleRig.form(), old), OAuthError.USE_DPOP_NONCE, "dpop-nonce-missing");
  }

  /** Strangers push requests too, so their number is bounded; those that are over do not count. */
  @Test
  void aClientHasABoundedNumberOfRequests() {
    for (int pushed = 0; pushed < AuthorizationRequests.MOST_OF_CLIENT; pushed++) {
      people.push(PeopleRig.form());
    }
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> people.push(PeopleRig.form()));
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal.check()).isEqualTo("authorization-requests");
    people.rig.clock.move(Duration.ofSeconds(61));
    assertThat(people.push(PeopleRig.form())).isNotNull();
    people.requests.forget(people.rig.clock.instant());
    assertThat(people.rig.column("select count(*) from authorization_request"))
        .containsExactly("1");
  }
}
