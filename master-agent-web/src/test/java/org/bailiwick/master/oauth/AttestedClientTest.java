package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAttester.Signed;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access tokens of agents of this domain whose key an attester attests, and what ends them. */
class AttestedClientTest {

  @TempDir Path folder;
  private final TestDpopKey instance = TestDpopKey.ec();
  private MasterRig rig;
  private TokenEndpoint endpoint;
  private TestLeaf planner;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
    planner = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(planner, "fx.rates@1", "invoice.parse@1");
    list("listed");
    rig.attester.trust(planner.id().toString());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void list(String state) {
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", state)));
  }

  private static MultivaluedMap<String, String> form(String scope) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", "client_credentials");
    form.putSingle("scope", scope);
    return form;
  }

  private Signed attestation() {
    return rig.attester.attestation(planner.id().toString(), instance);
  }

  private String dpop() {
    return instance
        .proof("POST", MasterRig.ISSUER + "/oauth/token", rig.clock.instant())
        .nonce(rig.proofs)
        .compact();
  }

  private TokenRequest request(MultivaluedMap<String, String> form) {
    return request(form, attestation(), List.of());
  }

  private TokenRequest request(
      MultivaluedMap<String, String> form, Signed attestation, List<String> pops) {
    ShownProofs shown = new ShownProofs(List.of(dpop()), attestation.header(), pops);
    return new TokenRequest(form, false, false, shown);
  }

  private IssuedToken issue() {
    return endpoint.issue(request(form("fx.rates@1")), Optional.empty());
  }

  private void refuses(TokenRequest request, OAuthError error, String check) {
    OAuthRefusal refusal =
        catchThrowableOfType(OAuthRefusal.class, () -> endpoint.issue(request, Optional.empty()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
    assertThat(rig.column("select jti from token")).isEmpty();
  }

  @Test
  void theTokenIsTheAgentsOwnAndBoundToTheAttestedKeyAlone() {
    IssuedToken token = issue();
    assertThat(token.tokenType()).isEqualTo("DPoP");
    JsonObject claims = rig.tokens.verify(token.compact(), "at+jwt", MasterRig.ISSUER);
    assertThat(claims.getString("sub")).isEqualTo(planner.id().toString());
    assertThat(claims.getString("client_id")).isEqualTo(planner.id().toString());
    assertThat(claims).doesNotContainKey("act");
    assertThat(claims.getJsonObject("cnf").toString())
        .isEqualTo("{\"jkt\":\"" + instance.thumbprint() + "\"}");
    assertThat(token.record().origin().caller()).isEqualTo(new CallerIdentity.Client(planner.id()));
    assertThat(used(token)).isEqualTo("none");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.issued"))
        .singleElement()
        .extracting(AuditRow::details)
        .asString()
        .contains("\"authenticated_by\":\"attestation dpop\"", "\"attester\":\"fleet\"")
        .contains(instance.thumbprint(), "\"caller_kind\":\"client\"");
  }

  /** The decision is about an agent of this domain without certificate. */
  @Test
  void theDecisionKnowsHowItHasAuthenticated() {
    issue();
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .extracting(AuditRow::details)
        .asString()
        .contains("caller_kind\\\":\\\"client", "attestation", "foreign\\\":false");
  }

  @Test
  void theTokenEndsNoLaterThanTheAttestation() {
    long end = rig.clock.instant().getEpochSecond() + 60;
    IssuedToken token =
        endpoint.issue(
            request(form("fx.rates@1"), attestation().claim("exp", end), List.of()),
            Optional.empty());
    assertThat(token.record().lifetime().expiresAt().getEpochSecond()).isEqualTo(end);
  }

  @Test
  void besideTheAgentsCertificateTheTokenIsBoundToBoth() {
    VerifiedPeer peer = rig.agent(planner);
    IssuedToken token = endpoint.issue(request(form("fx.rates@1")), Optional.of(peer));
    JsonObject cnf =
        rig.tokens.verify(token.compact(), "at+jwt", MasterRig.ISSUER).getJsonObject("cnf");
    assertThat(cnf.getString("jkt")).isEqualTo(instance.thumbprint());
    assertThat(cnf.getString("x5t#S256")).isEqualTo(peer.thumbprint());
    assertThat(token.record().origin().caller()).isEqualTo(CallerIdentity.of(peer));
    assertThat(used(token)).isEqualTo("access-token-certificate");
    assertThat(rig.accessTokens.verify(token.compact(), Optional.of(peer), instance.thumbprint()))
        .isNotNull();
  }

  /** Section 7.4 of the draft. */
  @Test
  void refusalsHaveTheDraftsCodes() {
    MultivaluedMap<String, String> form = form("fx.rates@1");
    long now = rig.clock.instant().getEpochSecond();
    refuses(
        request(form, attestation().claim("exp", now), List.of()),
        OAuthError.USE_FRESH_ATTESTATION,
        "client-attestation-expired");
    Signed pop = rig.attester.pop(instance, MasterRig.ISSUER, "stale");
    refuses(
        request(form, attestation(), pop.header()),
        OAuthError.USE_ATTESTATION_CHALLENGE,
        "client-attestation-pop-challenge-stale");
    refuses(
        request(form, attestation(), pop.without("challenge").header()),
        OAuthError.USE_ATTESTATION_CHALLENGE,
        "client-attestation-pop-challenge-missing");
    refuses(
        request(form, attestation().claim("iss", "https://x.example"), List.of()),
        OAuthError.INVALID_CLIENT_ATTESTATION,
        "client-attestation-attester");
    refuses(
        new TokenRequest(
            form, false, false, new ShownProofs(List.of(), attestation().header(), List.of())),
        OAuthError.INVALID_CLIENT_ATTESTATION,
        "client-attestation-pop-missing");
    assertThat(OAuthError.ofProof("client-assertion-expired")).isEqualTo(OAuthError.INVALID_CLIENT);
  }

  @Test
  void theOperatorsFileAndTheRegistryCountAsForEveryAgent() {
    refuses(request(form("ledger.post@1")), OAuthError.INVALID_SCOPE, "scope-empty");
    rig.ownCallers.remove(planner);
    rig.clock.move(Duration.ofSeconds(3));
    refuses(request(form("fx.rates@1")), OAuthError.UNAUTHORIZED_CLIENT, "caller-not-described");
    list("revoked");
    refuses(request(form("fx.rates@1")), OAuthError.UNAUTHORIZED_CLIENT, "credential-revoked");
  }

  @Test
  void theGrantOfPartnersIsNotForIt() {
    MultivaluedMap<String, String> form = form("fx.rates@1");
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", "x.y.z");
    refuses(request(form), OAuthError.UNAUTHORIZED_CLIENT, "client-kind");
  }

  /** Threat 73: what was allowed when the token was issued is asked again at each use. */
  @Test
  void aTokenIsOfNoUseWhenItsAgentOrItsAttesterHasLostItsRights() {
    IssuedToken token = issue();
    list("revoked");
    assertThat(used(token)).isEqualTo("credential-revoked");
    list("listed");
    assertThat(used(token)).isEqualTo("none");
    rig.attester.remove();
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(used(token)).isEqualTo("caller-not-attested");
    rig.attester.trust("spiffe://bailiwick.example/agent/other");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(used(token)).isEqualTo("caller-not-attested");
    rig.attester.trust(planner.id().toString());
    rig.ownCallers.remove(planner);
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(used(token)).isEqualTo("caller-not-described");
  }

  @Test
  void threat39ATokenOfAnotherKeyIsRefused() {
    IssuedToken token = issue();
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                rig.accessTokens.verify(
                    token.compact(), Optional.empty(), TestDpopKey.ec().thumbprint()));
    assertThat(refusal.check()).isEqualTo("access-token-key");
    ProblemException bearer =
        catchThrowableOfType(
            ProblemException.class,
            () -> rig.accessTokens.verify(token.compact(), rig.agent(planner)));
    assertThat(bearer.check()).isEqualTo("access-token-scheme");
  }

  /** The check by which the token is refused for a request with its key, or none. */
  private String used(IssuedToken token) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                rig.accessTokens.verify(token.compact(), Optional.empty(), instance.thumbprint()));
    return refusal == null ? "none" : refusal.check();
  }

  /** A job of it ends before its next step, and at once when the credential is revoked. */
  @Test
  void threat41ItsJobsEndWithItsCredentialItsFileOrItsAttester() {
    CallerStatus status =
        new CallerStatus(
            rig.partnerRights,
            rig.credentials(
                (certificate, anchor) -> new RevocationState.Good(),
                (issuer, serial) -> new RevocationState.Good()),
            rig.accounts);
    CallerIdentity caller = new CallerIdentity.Client(planner.id());
    CapabilitySet scope = CapabilitySet.parseScope("fx.rates@1");
    String id = planner.id().toString();
    assertThat(status.refusal(caller, id, scope)).isEmpty();
    assertThat(status.loss(caller, id)).isEmpty();
    list("revoked");
    assertThat(status.loss(caller, id)).contains("credential-revoked: " + id);
    assertThat(status.refusal(caller, id, scope)).contains("credential-revoked: " + id);
    list("listed");
    rig.attester.remove();
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.refusal(caller, id, scope)).contains("caller-not-attested: " + id);
    assertThat(status.loss(caller, id)).isEmpty();
  }

  /** RFC 8414 section 2; sections 6.1 and 8 of the draft. */
  @Test
  void theMetadataNamesItWhileAnAttesterIsTrusted() {
    JsonObject server = metadata();
    assertThat(texts(server, "token_endpoint_auth_methods_supported"))
        .contains("attest_jwt_client_auth", "attest_jwt_client_auth_dpop");
    assertThat(texts(server, "client_attestation_signing_alg_values_supported"))
        .containsExactly("ES256");
    assertThat(texts(server, "client_attestation_pop_signing_alg_values_supported"))
        .containsExactly("ES256", "ES384", "EdDSA", "PS256");
    assertThat(texts(server, "client_attestation_pop_methods_supported"))
        .containsExactly("attestation_pop_jwt", "dpop_combined", "none");
    assertThat(server.getString("challenge_endpoint"))
        .isEqualTo(MasterRig.ISSUER + "/oauth/challenge");
    rig.attester.remove();
    rig.clock.move(Duration.ofSeconds(3));
    JsonObject without = metadata();
    assertThat(without.keySet()).noneMatch(name -> name.startsWith("client_attestation"));
    assertThat(without).doesNotContainKey("challenge_endpoint");
    assertThat(texts(without, "token_endpoint_auth_methods_supported"))
        .noneMatch(name -> name.startsWith("attest"));
  }

  private static List<String> texts(JsonObject document, String member) {
    return document.getJsonArray(member).getValuesAs(JsonString::getString);
  }

  private JsonObject metadata() {
    return new Metadata(
            new TokenSettings(MasterRig.ISSUER, Duration.ofMinutes(5)),
            rig.partners(),
            new OwnCallers(Optional.empty(), rig.ca.domain(), rig.clock),
            rig.clients((certificate, anchor) -> new RevocationState.Good()),
            rig.peopleClients,
            new IdentityProviders(Optional.empty(), Clock.systemUTC()))
        .authorizationServer();
  }
}
