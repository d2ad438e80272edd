package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantExchangeTest {

  private static final String SCOPE = "invoice.parse@1 fx.rates@1";

  @TempDir Path folder;
  private MasterRig rig;
  private TokenEndpoint endpoint;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private MultivaluedMap<String, String> form(String assertion) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", assertion);
    form.putSingle("client_id", rig.partner.buyer.id().toString());
    return form;
  }

  private IssuedToken issue(MultivaluedMap<String, String> form) {
    return endpoint.issue(new TokenRequest(form), Optional.of(rig.foreign(rig.partner.buyer)));
  }

  private IssuedToken issue(String assertion) {
    return issue(form(assertion));
  }

  private void refuses(Callable<?> request, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, request::call);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
  }

  private void refuses(String assertion, String check) {
    refuses(() -> issue(assertion), OAuthError.INVALID_GRANT, check);
  }

  private Map<String, Object> claims() {
    return rig.partner.claims(SCOPE);
  }

  private Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    claims.put(name, value);
    return claims;
  }

  private Map<String, Object> without(String name) {
    Map<String, Object> claims = claims();
    claims.remove(name);
    return claims;
  }

  @Test
  void issuesATokenBoundToTheClientsCertificate() {
    IssuedToken token = issue(rig.partner.grant(claims()));
    JsonObject read = rig.tokens.verify(token.compact(), "at+jwt", MasterRig.ISSUER);
    assertThat(read.getString("sub")).isEqualTo("https://as.partner.example#alice");
    assertThat(read.getString("client_id")).isEqualTo("spiffe://partner.example/agent/buyer");
    assertThat(read.getJsonObject("act").getString("sub"))
        .isEqualTo("spiffe://partner.example/agent/buyer");
    assertThat(read.getJsonObject("cnf").getString("x5t#S256"))
        .isEqualTo(rig.foreign(rig.partner.buyer).thumbprint());
    assertThat(token.body().getString("token_type")).isEqualTo("Bearer");
    assertThat(token.body().getInt("expires_in")).isEqualTo(300);
    assertThat(rig.column("select grant_key_sha256 from token"))
        .containsExactly(rig.partner.keySha256());
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("admit.decided", "token.issued");
  }

  @Test
  void noTokenLeavesBeforeItsRowIsDurable() throws Exception {
    String grant = rig.partner.grant(claims());
    IssuedToken token = rig.commits.comesAfterCommit(() -> issue(grant));
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("admit.decided", "token.issued");
    assertThat(rig.ledger.state(token.record().jti())).isInstanceOf(TokenState.Live.class);
  }

  @Test
  void theDecisionKnowsWhatTheClientsCredentialSays() {
    issue(rig.partner.grant(claims()));
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("Finance Department")
                    .contains("affirming")
                    .contains("caller_kind")
                    .contains("\"policies\":\"admit-agents\""));
  }

  @Test
  void neverWritesTheGrantOrTheTokenIntoTheAuditLog() {
    String grant = rig.partner.grant(claims());
    IssuedToken token = issue(grant);
    assertThat(rig.audit())
        .noneMatch(row -> row.details().contains(token.compact()))
        .noneMatch(row -> row.details().contains(grant));
  }

  @Test
  void acceptsTheTokenEndpointAsAudience() {
    assertThat(issue(rig.partner.grant(claims("aud", MasterRig.ISSUER + "/oauth/token"))))
        .isNotNull();
  }

  @Test
  void threat34RefusesOtherAlgorithms() {
    refuses(rig.partner.sign(claims(), "HS256", "JWT"), "grant-algorithm");
    refuses(rig.partner.sign(claims(), "RS512", "JWT"), "grant-algorithm");
    refuses(rig.partner.sign(claims(), "none", "JWT") + "AA", "grant-algorithm");
    refuses(rig.partner.sign(claims(), "none", "JWT"), "grant-format");
  }

  @Test
  void threat35RefusesAnotherIssuerThoughItsKeyHasTheSameId() {
    refuses(rig.otherPartner.grant(claims()), "grant-signature");
    refuses(rig.otherPartner.grant(rig.otherPartner.claims(SCOPE)), "grant-signature");
    refuses(rig.partner.grant(claims("iss", rig.otherPartner.issuer())), "grant-issuer");
  }

  @Test
  void threat36RefusesOtherAudiences() {
    refuses(
        rig.partner.grant(claims("aud", List.of(MasterRig.ISSUER, "https://other.example"))),
        "grant-audience");
    refuses(rig.partner.grant(claims("aud", "https://x.example/oauth/token")), "grant-audience");
    refuses(rig.partner.grant(without("aud")), "grant-audience");
    refuses(rig.partner.grant(claims("aud", MasterRig.ISSUER + "/")), "grant-audience");
  }

  @Test
  void threat37RefusesATokenOfAnotherType() {
    refuses(rig.partner.sign(claims(), "RS256", "at+jwt"), "grant-type");
    refuses(rig.partner.sign(claims(), "RS256", "logout+jwt"), "grant-type");
    refuses(rig.partner.sign(claims(), "RS256", "txntoken+jwt"), "grant-type");
  }

  @Test
  void threat38AGrantCountsOnce() {
    String grant = rig.partner.grant(claims());
    issue(grant);
    refuses(grant, "grant-replayed");
  }

  @Test
  void threat38AGrantCountsOnceAfterARestart() {
    String grant = rig.partner.grant(claims());
    issue(grant);
    endpoint = rig.endpoint();
    refuses(grant, "grant-replayed");
  }

  @Test
  void threat38OfManyUsesInParallelOneSucceeds() throws Exception {
    String grant = rig.partner.grant(claims());
    Callable<Boolean> use =
        () -> catchThrowableOfType(OAuthRefusal.class, () -> issue(grant)) == null;
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      List<Future<Boolean>> uses =
          threads.invokeAll(IntStream.range(0, 20).mapToObj(i -> use).toList());
      long successes = 0;
      for (Future<Boolean> each : uses) {
        successes += each.get() ? 1 : 0;
      }
      assertThat(successes).isEqualTo(1);
    }
  }

  @Test
  void refusesAGrantWithoutTimesOrId() {
    refuses(rig.partner.grant(without("exp")), "grant-claim-exp");
    refuses(rig.partner.grant(without("iat")), "grant-claim-iat");
    refuses(rig.partner.grant(without("jti")), "grant-claim-jti");
    refuses(rig.partner.grant(without("sub")), "grant-claim-sub");
  }

  @Test
  void refusesAGrantThatIsOldOrExpired() {
    String grant = rig.partner.grant(claims());
    rig.clock.move(Duration.ofSeconds(60));
    refuses(grant, "grant-expired");
    long now = rig.clock.instant().getEpochSecond();
    refuses(rig.partner.grant(claims("iat", now - 301)), "grant-too-old");
  }

  @Test
  void refusesAGrantOfAnotherClientOfThePartner() {
    refuses(
        rig.partner.grant(claims("client_id", "spiffe://partner.example/agent/thief")),
        "grant-client");
    Map<String, Object> claims = without("client_id");
    claims.put("azp", "spiffe://partner.example/agent/thief");
    refuses(rig.partner.grant(claims), "grant-client");
    refuses(rig.partner.grant(claims("cnf", Map.of("x5t#S256", "other"))), "grant-certificate");
  }

  @Test
  void refusesAGrantWhoseBindingIsNotVerified() {
    String own = rig.foreign(rig.partner.buyer).thumbprint();
    assertThat(issue(rig.partner.grant(claims("cnf", Map.of("x5t#S256", own))))).isNotNull();
    String key = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    refuses(rig.partner.grant(claims("cnf", Map.of("jkt", key))), "grant-key");
    refuses(rig.partner.grant(claims("cnf", Map.of("x5t#S256", own, "jkt", key))), "grant-key");
    for (Map<String, String> bound :
        List.of(
            Map.of("kid", "1"), Map.of("x5t#S256", own, "kid", "1"), Map.<String, String>of())) {
      refuses(rig.partner.grant(claims("cnf", bound)), "grant-claim-cnf");
    }
    refuses(rig.partner.grant(claims("cnf", null)), "grant-claim-cnf");
    refuses(rig.partner.grant(claims("cnf", own)), "grant-claim-cnf");
  }

  @Test
  void refusesASecurityEventAsGrant() {
    Map<String, Object> event =
        claims("events", Map.of("https://schemas.openid.net/secevent/caep/x", Map.of()));
    refuses(rig.partner.grant(event), "grant-claim-events");
    refuses(rig.partner.grant(claims("events", null)), "grant-claim-events");
    refuses(rig.partner.sign(event, "RS256", "secevent+jwt"), "grant-type");
  }

  @Test
  void refusesAClientIdThatIsNotTheCertificates() {
    MultivaluedMap<String, String> form = form(rig.partner.grant(claims()));
    form.putSingle("client_id", "spiffe://partner.example/agent/thief");
    refuses(() -> issue(form), OAuthError.INVALID_CLIENT, "client-id");
  }

  @Test
  void refusesAClientWithoutACertificate() {
    TokenRequest request = new TokenRequest(form(rig.partner.grant(claims())));
    refuses(
        () -> endpoint.issue(request, Optional.empty()),
        OAuthError.INVALID_CLIENT,
        "peer-certificate-required");
  }

  @Test
  void refusesAnAgentOfTheOwnDomain() {
    TestLeaf own = rig.ca.agent("reader", "invoice.parse@1");
    TokenRequest request = new TokenRequest(form(rig.partner.grant(claims())));
    refuses(
        () -> endpoint.issue(request, Optional.of(rig.agent(own))),
        OAuthError.UNAUTHORIZED_CLIENT,
        "client-kind");
  }

  /** Neither a partner's agent nor an agent of this domain, whatever they request. */
  @ParameterizedTest
  @EnumSource(
      value = VerifiedPeer.Kind.class,
      names = {"SERVICE", "DEVICE", "NODE", "NODE_TLS", "OPERATOR"})
  void refusesEveryOtherKindOfClient(VerifiedPeer.Kind kind) {
    TestLeaf leaf =
        rig.ca.leafWithUri(
            "spiffe://bailiwick.example/" + kind.name().toLowerCase(Locale.ROOT) + "/x");
    VerifiedPeer peer = TestPeers.of(kind, leaf.certificate());
    TokenRequest grant = new TokenRequest(form(rig.partner.grant(claims())));
    MultivaluedMap<String, String> exchange = form(rig.partner.grant(claims()));
    exchange.putSingle("grant_type", ReplacementExchange.GRANT_TYPE);
    for (TokenRequest request : List.of(grant, new TokenRequest(exchange))) {
      refuses(
          () -> endpoint.issue(request, Optional.of(peer)),
          OAuthError.UNAUTHORIZED_CLIENT,
          "client-kind");
    }
  }

  @Test
  void refusesAParameterTwiceAndAnUnknownGrantType() {
    MultivaluedMap<String, String> twice = form(rig.partner.grant(claims()));
    twice.add("scope", "fx.rates@1");
    twice.add("scope", "ledger.post@1");
    refuses(() -> issue(twice), OAuthError.INVALID_REQUEST, "parameter-repeated");
    MultivaluedMap<String, String> unknown = form("x");
    unknown.putSingle("grant_type", "password");
    refuses(() -> issue(unknown), OAuthError.UNSUPPORTED_GRANT_TYPE, "grant-type");
  }

  @Test
  void threat40GivesWhatWasAskedGrantedAndAllowed() {
    MultivaluedMap<String, String> form =
        form(rig.partner.grant(claims("scope", "fx.rates@1 receipt.write@1 openid")));
    form.putSingle("scope", "fx.rates@1 invoice.parse@1 receipt.write@1");
    assertThat(issue(form).record().scope().scope()).isEqualTo("fx.rates@1");
    assertThat(issue(rig.partner.grant(claims("scope", "fx.rates@1 x"))).record().scope().scope())
        .isEqualTo("fx.rates@1");
  }

  /** The partner's, the grant's and the request's, of which the token's is the intersection. */
  @Test
  void theDecisionShowsAllScopes() {
    MultivaluedMap<String, String> form =
        form(rig.partner.grant(claims("scope", "fx.rates@1 receipt.write@1")));
    form.putSingle("scope", "fx.rates@1 invoice.parse@1");
    issue(form);
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("agent_scope", "granted_scope", "requested_scope", "receipt.write@1")
                    .contains(
                        "\\\"scope\\\":[\\\"fx.rates@1\\\"]", "caller_kind\\\":\\\"agent\\\""));
  }

  @Test
  void threat40RefusesAnEmptyScopeAndAForeignResource() {
    MultivaluedMap<String, String> none = form(rig.partner.grant(claims()));
    none.putSingle("scope", "ledger.post@1");
    refuses(() -> issue(none), OAuthError.INVALID_SCOPE, "scope-empty");
    MultivaluedMap<String, String> other = form(rig.partner.grant(claims()));
    other.putSingle("resource", "https://other.example");
    refuses(() -> issue(other), OAuthError.INVALID_TARGET, "resource-unknown");
  }

  @Test
  void aRefusedRequestDoesNotSpendTheGrant() {
    String grant = rig.partner.grant(claims());
    MultivaluedMap<String, String> none = form(grant);
    none.putSingle("scope", "ledger.post@1");
    refuses(() -> issue(none), OAuthError.INVALID_SCOPE, "scope-empty");
    assertThat(issue(grant)).isNotNull();
  }

  @Test
  void threat39ATokenOverAnotherCertificateIsRefused() {
    IssuedToken token = issue(rig.partner.grant(claims()));
    VerifiedPeer sameNameOtherKey = rig.foreign(rig.partner.ca.agent("buyer", "invoice.parse@1"));
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> rig.accessTokens.verify(token.compact(), sameNameOtherKey));
    assertThat(refusal.check()).isEqualTo("access-token-certificate");
  }

  @Test
  void threat41ATokenEndsWithItsCallersCredential() {
    VerifiedPeer buyer = rig.foreign(rig.partner.buyer);
    IssuedToken token = issue(rig.partner.grant(claims()));
    assertThat(rig.accessTokens.verify(token.compact(), buyer).client())
        .isEqualTo(buyer.id().toString());
    rig.ledger.endTokensOf(TestCallers.agent(buyer.certificate()), "credential-revoked");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> rig.accessTokens.verify(token.compact(), buyer));
    assertThat(refusal.check()).isEqualTo("access-token-ended");
  }

  @Test
  void forgetsGrantsThatHaveExpiredByThemselves() {
    issue(rig.partner.grant(claims()));
    assertThat(rig.ledger.forgetExpiredGrants(rig.clock.instant())).isZero();
    assertThat(rig.ledger.forgetExpiredGrants(rig.clock.instant().plusSeconds(359))).isZero();
    assertThat(rig.ledger.forgetExpiredGrants(rig.clock.instant().plusSeconds(361))).isEqualTo(1);
  }
}
