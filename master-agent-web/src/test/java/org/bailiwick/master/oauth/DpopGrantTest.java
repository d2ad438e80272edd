package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JWT grant with proofs of possession (RFC 9449 section 5). */
class DpopGrantTest {

  private static final String SCOPE = "invoice.parse@1 fx.rates@1";
  private static final String ENDPOINT = MasterRig.ISSUER + "/oauth/token";

  @TempDir Path folder;
  private final TestDpopKey key = TestDpopKey.ec();
  private MasterRig rig;
  private TokenEndpoint endpoint;
  private String buyer;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
    buyer = rig.partner.buyer.id().toString();
    rig.partner.permitKeys();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Map<String, Object> claims(Map<String, Object> bound) {
    Map<String, Object> claims = new HashMap<>(rig.partner.claims(SCOPE));
    claims.put("cnf", bound);
    return claims;
  }

  private Map<String, Object> boundToKey() {
    return claims(Map.of("jkt", key.thumbprint()));
  }

  private TestDpopKey.Proof proof() {
    return key.proof("POST", ENDPOINT, rig.clock.instant()).nonce(rig.proofs);
  }

  private MultivaluedMap<String, String> form(Map<String, Object> claims) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", rig.partner.grant(claims));
    form.putSingle("client_id", buyer);
    return form;
  }

  private static TokenRequest request(MultivaluedMap<String, String> form, String... proofs) {
    return new TokenRequest(form, false, false, List.of(proofs));
  }

  private IssuedToken byKey(MultivaluedMap<String, String> form, String... proofs) {
    return endpoint.issue(request(form, proofs), Optional.empty());
  }

  private IssuedToken byKey(Map<String, Object> claims, String... proofs) {
    return byKey(form(claims), proofs);
  }

  private IssuedToken byCertificate(Map<String, Object> claims, String... proofs) {
    VerifiedPeer peer = rig.foreign(rig.partner.buyer);
    return endpoint.issue(request(form(claims), proofs), Optional.of(peer));
  }

  private void refuses(Callable<?> request, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, request::call);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
  }

  private JsonObject binding(IssuedToken token) {
    return rig.tokens.verify(token.compact(), "at+jwt", MasterRig.ISSUER).getJsonObject("cnf");
  }

  private CallerIdentity caller(IssuedToken token) {
    return ((TokenState.Live) rig.ledger.state(token.record().jti())).token().origin().caller();
  }

  @Test
  void aClientWithoutCertificateGetsATokenThatIsBoundToItsKey() {
    IssuedToken token = byKey(boundToKey(), proof().compact());
    assertThat(token.body().getString("token_type")).isEqualTo("DPoP");
    assertThat(binding(token).toString()).isEqualTo("{\"jkt\":\"" + key.thumbprint() + "\"}");
    assertThat(caller(token)).isEqualTo(new CallerIdentity.Client(rig.partner.buyer.id()));
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("client").contains("dpop"));
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.issued"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains(key.thumbprint()));
  }

  @Test
  void aProofBesideACertificateBindsToBoth() {
    IssuedToken token = byCertificate(rig.partner.claims(SCOPE), proof().compact());
    assertThat(token.body().getString("token_type")).isEqualTo("DPoP");
    assertThat(binding(token).getString("jkt")).isEqualTo(key.thumbprint());
    assertThat(binding(token).getString("x5t#S256"))
        .isEqualTo(rig.foreign(rig.partner.buyer).thumbprint());
    assertThat(caller(token)).isInstanceOf(CallerIdentity.Agent.class);
  }

  @Test
  void aGrantThatIsBoundToAKeyNeedsItsProof() {
    assertThat(byCertificate(boundToKey(), proof().compact())).isNotNull();
    refuses(() -> byCertificate(boundToKey()), OAuthError.INVALID_GRANT, "grant-key");
    String others =
        TestDpopKey.ec().proof("POST", ENDPOINT, rig.clock.instant()).nonce(rig.proofs).compact();
    refuses(() -> byCertificate(boundToKey(), others), OAuthError.INVALID_GRANT, "grant-key");
    refuses(() -> byKey(boundToKey(), others), OAuthError.INVALID_GRANT, "grant-key");
  }

  @Test
  void withoutCertificateTheGrantNamesClientAndKey() {
    OAuthError grant = OAuthError.INVALID_GRANT;
    Map<String, Object> unbound = rig.partner.claims(SCOPE);
    refuses(() -> byKey(unbound, proof().compact()), grant, "grant-key");
    Map<String, Object> toCertificate =
        claims(Map.of("x5t#S256", rig.foreign(rig.partner.buyer).thumbprint()));
    refuses(() -> byKey(toCertificate, proof().compact()), grant, "grant-certificate");
    Map<String, Object> nameless = boundToKey();
    nameless.remove("client_id");
    refuses(() -> byKey(nameless, proof().compact()), grant, "grant-client");
    nameless.put("client_id", "buyer");
    refuses(() -> byKey(nameless, proof().compact()), grant, "grant-client");
    nameless.put("azp", "spiffe://partner.example/agent/thief");
    refuses(() -> byKey(nameless, proof().compact()), grant, "grant-client");
    Map<String, Object> twoNames = boundToKey();
    twoNames.put("azp", "spiffe://partner.example/agent/thief");
    refuses(() -> byKey(twoNames, proof().compact()), grant, "grant-client");
  }

  @Test
  void thePartnersDescriptionMustPermitIt() {
    rig.partner.limitTo("fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(
        () -> byKey(boundToKey(), proof().compact()),
        OAuthError.INVALID_CLIENT,
        "partner-requires-certificate");
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(
        () -> byKey(boundToKey(), proof().compact()),
        OAuthError.UNAUTHORIZED_CLIENT,
        "partner-unknown");
  }

  @Test
  void theClientIsOneOfAPartner() {
    MultivaluedMap<String, String> form = form(boundToKey());
    form.putSingle("client_id", "spiffe://bailiwick.example/agent/buyer");
    refuses(
        () -> byKey(form, proof().compact()), OAuthError.UNAUTHORIZED_CLIENT, "partner-unknown");
    form.putSingle("client_id", "buyer");
    refuses(() -> byKey(form, proof().compact()), OAuthError.INVALID_CLIENT, "client-id");
    form.remove("client_id");
    refuses(() -> byKey(form, proof().compact()), OAuthError.INVALID_REQUEST, "parameter-missing");
  }

  @Test
  void withoutProofACertificateIsNeeded() {
    refuses(() -> byKey(boundToKey()), OAuthError.INVALID_CLIENT, "peer-certificate-required");
    MultivaluedMap<String, String> exchange = form(boundToKey());
    exchange.putSingle("grant_type", ReplacementExchange.GRANT_TYPE);
    refuses(
        () -> byKey(exchange, proof().compact()),
        OAuthError.INVALID_CLIENT,
        "peer-certificate-required");
  }

  @Test
  void aProofThatIsNotValidRefusesTheRequestWithCertificateToo() {
    OAuthError invalid = OAuthError.INVALID_DPOP_PROOF;
    String elsewhere =
        key.proof("POST", MasterRig.ISSUER + "/v1/jobs", rig.clock.instant())
            .nonce(rig.proofs)
            .compact();
    refuses(() -> byKey(boundToKey(), elsewhere), invalid, "dpop-proof-uri");
    refuses(() -> byCertificate(rig.partner.claims(SCOPE), elsewhere), invalid, "dpop-proof-uri");
    refuses(
        () -> byCertificate(rig.partner.claims(SCOPE), proof().compact(), proof().compact()),
        invalid,
        "dpop-proof-repeated");
  }

  @Test
  void aClientThatLacksANonceTriesAgainWithTheSameGrant() {
    MultivaluedMap<String, String> form = form(boundToKey());
    refuses(
        () -> byKey(form, proof().without("nonce").compact()),
        OAuthError.USE_DPOP_NONCE,
        "dpop-nonce-missing");
    assertThat(byKey(form, proof().compact())).isNotNull();
  }

  @Test
  void aProofIsUsedOnceAndOnlyWithAValidGrant() {
    String proof = proof().compact();
    Map<String, Object> expired = boundToKey();
    expired.put("exp", rig.clock.instant().getEpochSecond() - 1);
    refuses(() -> byKey(expired, proof), OAuthError.INVALID_GRANT, "grant-expired");
    assertThat(rig.column("select digest from dpop_proof")).isEmpty();
    assertThat(byKey(boundToKey(), proof)).isNotNull();
    refuses(() -> byKey(boundToKey(), proof), OAuthError.INVALID_DPOP_PROOF, "dpop-proof-replayed");
  }

  /** What a request shows beside its proof is looked at, and never passed over. */
  @Test
  void aClientThatShowsAnotherWayIsNotOneWithoutCertificate() {
    MultivaluedMap<String, String> secret = form(boundToKey());
    secret.putSingle("client_secret", "a secret");
    refuses(
        () -> byKey(secret, proof().compact()),
        OAuthError.INVALID_CLIENT,
        "client-authentication-method");
    TokenRequest withHeader =
        new TokenRequest(form(boundToKey()), false, true, List.of(proof().compact()));
    refuses(
        () -> endpoint.issue(withHeader, Optional.empty()),
        OAuthError.INVALID_CLIENT,
        "client-authentication-method");
    MultivaluedMap<String, String> assertion = form(boundToKey());
    assertion.putSingle("client_assertion", "a.b.c");
    refuses(
        () -> byKey(assertion, proof().compact()),
        OAuthError.INVALID_CLIENT,
        "client-assertion-kind");
  }

  @Test
  void aProofForAGrantThatIsBoundToNoKeyIsRefused() {
    for (String grant : List.of("client_credentials", ReplacementExchange.GRANT_TYPE)) {
      TestLeaf planner = rig.ca.agent("planner", "plan@1");
      MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
      form.putSingle("grant_type", grant);
      form.putSingle("client_id", planner.id().toString());
      refuses(
          () -> endpoint.issue(request(form, proof().compact()), Optional.of(rig.agent(planner))),
          OAuthError.INVALID_REQUEST,
          "dpop-proof-grant");
    }
    assertThat(rig.column("select digest from dpop_proof")).isEmpty();
  }

  /** RFC 8414 section 2: a method that no client may use is not named. */
  @Test
  void theMetadataNamesClientsWithoutCertificateWhileAPartnerPermitsThem() {
    assertThat(clientMethods())
        .containsExactly(
            "tls_client_auth", "private_key_jwt", "urn:bailiwick:client-auth:wit-wpt", "none");
    rig.partner.limitTo("fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(clientMethods()).doesNotContain("none").contains("tls_client_auth");
  }

  private List<String> clientMethods() {
    return new Metadata(
            new TokenSettings(MasterRig.ISSUER, Duration.ofMinutes(5)),
            rig.partners(),
            new OwnCallers(Optional.empty(), rig.ca.domain(), rig.clock),
            rig.clients((certificate, anchor) -> new RevocationState.Good()),
            rig.peopleClients,
            rig.providers)
        .authorizationServer()
        .getJsonArray("token_endpoint_auth_methods_supported")
        .getValuesAs(JsonString::getString);
  }
}
