package org.bailiwick.master.partnertoken;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.PrincipalEnds;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.GrantEnds;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.principalevents.PrincipalEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of a partner's server that its keys verify (RFC 9068). */
class PartnerTokenMethodTest extends PartnerTokenTestBase {

  private TokenRevoker revoker;

  @BeforeEach
  void start() {
    describe(BY_JWT);
    revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
  }

  @Test
  void authenticatesTheAgentToWhoseCertificateTheTokenIsBound() {
    Caller caller = authenticate(token(claims()));
    assertThat(caller.identity()).isEqualTo(CallerIdentity.of(buyer));
    assertThat(caller.authenticatedBy()).isEqualTo(Set.of("mtls", "partner-access-token"));
    assertThat(caller.owner().orElseThrow().principal())
        .isEqualTo("https://as.partner.example#alice");
    assertThat(caller.requireToken().scope().scope()).isEqualTo("fx.rates@1");
    assertThat(caller.requireToken().jti()).isEqualTo(accepted().getFirst());
  }

  @Test
  void theTokenIsRecordedOnceWithItsServerAndAuthorization() {
    String token = token(claims("act", Map.of("sub", "spiffe://far.example/agent/first")));
    authenticate(token);
    authenticate(token);
    assertThat(accepted()).hasSize(1);
    assertThat(rig.column("select grant_issuer from token"))
        .containsExactly("https://as.partner.example");
    assertThat(rig.column("select act from authorization_context").getFirst())
        .contains("spiffe://far.example/agent/first");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("partner-token.accepted"))
        .hasSize(1)
        .allMatch(row -> row.subject().equals(buyer.id().toString()));
    assertThat(rig.column("select details from audit_entry")).noneMatch(row -> row.contains(token));
  }

  @Test
  void requestsAtTheSameMomentRecordItOnce() throws Exception {
    String token = token(claims());
    List<Future<Caller>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int each = 0; each < 16; each++) {
        calls.add(threads.submit(() -> authenticate(token)));
      }
    }
    for (Future<Caller> call : calls) {
      assertThat(call.get().requireToken().jti()).isEqualTo(accepted().getFirst());
    }
    assertThat(accepted()).hasSize(1);
  }

  @Test
  void ownTokensCountAsBefore() {
    rig.accessToken("own", buyer, "fx.rates@1");
    long now = rig.clock.instant().getEpochSecond();
    Map<String, Object> own = new HashMap<>(claims());
    own.putAll(Map.of("iss", MasterRig.ISSUER, "aud", MasterRig.ISSUER, "jti", "own"));
    own.putAll(Map.of("sub", "https://as.partner.example#alice", "exp", now + 60));
    own.put("scope", "fx.rates@1");
    String compact = rig.tokens.sign("at+jwt", Json.createObjectBuilder(own).build());
    assertThat(authenticate(compact).authenticatedBy()).isEqualTo(Set.of("mtls", "access-token"));
  }

  /** Threat 45: no rule takes what it does not name. */
  @Test
  void theDefaultRuleTakesNoTokenOfAPartner() {
    callers = new CallerAuthenticator("all-of(mtls,access-token)", rig.methods);
    refuses(token(claims()), "access-token-missing");
    assertThat(accepted()).isEmpty();
  }

  @Test
  void aServerThatIsNotDescribedSoIssuesNothingThatCounts() {
    describe("");
    refuses(token(claims()), "access-token-algorithm");
    callers = new CallerAuthenticator("all-of(mtls,partner-access-token)", rig.methods);
    refuses(token(claims()), "partner-token-not-permitted");
    assertThat(accepted()).isEmpty();
  }

  /** Threats 34, 35 and 37. */
  @Test
  void refusesWhatTheServerHasNotSignedAsAnAccessToken() {
    refuses(rig.otherPartner.sign(claims(), "RS256", "at+jwt"), "partner-token-signature");
    refuses(rig.partner.sign(claims(), "HS256", "at+jwt"), "partner-token-algorithm");
    refuses(rig.partner.sign(claims(), "none", "at+jwt"), "access-token-format");
    for (String typ : List.of("JWT", "txntoken+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt")) {
      refuses(rig.partner.sign(claims(), "RS256", typ), "partner-token-type");
    }
    assertThat(accepted()).isEmpty();
  }

  @Test
  void refusesATokenOfAnotherPartnersServer() {
    rig.otherPartner.describe("", BY_JWT);
    rig.clock.move(Duration.ofSeconds(3));
    String theirs =
        rig.otherPartner.sign(claims("iss", rig.otherPartner.issuer()), "RS256", "at+jwt");
    refuses(theirs, "partner-token-issuer");
  }

  /** Threat 36. */
  @Test
  void refusesATokenForAnotherAudience() {
    refuses(token(claims("aud", "https://other.example")), "partner-token-audience");
    refuses(token(claims("aud", MasterRig.ISSUER + "/oauth/token")), "partner-token-audience");
    refuses(token(claims("aud", List.of())), "partner-token-audience");
    refuses(token(claims("aud", null)), "partner-token-audience");
  }

  @Test
  void refusesATokenThatIsNotOfThisTime() {
    long now = rig.clock.instant().getEpochSecond();
    refuses(token(claims("exp", now)), "partner-token-expired");
    refuses(token(claims("exp", now + 2 * 86_400)), "partner-token-lifetime");
    refuses(token(claims("exp", null)), "partner-token-claim-exp");
    refuses(token(claims("iat", now - 3601)), "partner-token-too-old");
    refuses(token(claims("iat", now + 60)), "partner-token-from-future");
    refuses(token(claims("iat", null)), "partner-token-claim-iat");
    refuses(token(claims("nbf", now + 60)), "partner-token-not-yet-valid");
  }

  /** Threat 39, and a bearer token, which whoever has read it might show. */
  @Test
  void refusesATokenThatIsNotBoundToTheCertificateAlone() {
    VerifiedPeer again = rig.foreign(rig.partner.ca.agent("buyer", "invoice.parse@1"));
    refuses(
        request(Optional.of(again), "Bearer " + token(claims())),
        ProblemType.ACCESS_TOKEN_INVALID,
        "partner-token-certificate");
    refuses(token(claims("cnf", null)), "partner-token-unbound");
    refuses(token(claims("cnf", Map.of())), "partner-token-claim-cnf");
    refuses(token(claims("cnf", Map.of("jwk", Map.of()))), "partner-token-claim-cnf");
    refuses(token(claims("cnf", Map.of("jkt", "a-key"))), "partner-token-scheme");
    refuses(
        token(claims("cnf", Map.of("x5t#S256", buyer.thumbprint(), "jkt", "a-key"))),
        "partner-token-scheme");
    refuses(
        request(Optional.empty(), "Bearer " + token(claims())),
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate-required");
  }

  @Test
  void refusesATokenOfAnotherClient() {
    refuses(token(claims("client_id", "spiffe://partner.example/agent/x")), "partner-token-client");
    refuses(token(claims("client_id", "spiffe://partner.example/a/../b")), "partner-token-client");
    refuses(token(claims("client_id", "buyer-app")), "partner-token-client");
    refuses(token(claims("client_id", null)), "partner-token-claim-client_id");
  }

  @Test
  void aClientIdOfAnotherFormMeansTheAgentThatTheDescriptionNames() {
    describe(accessTokens("\"by\":\"jwt\",\"clients\":{\"buyer-app\":\"" + buyer.id() + "\"}"));
    assertThat(authenticate(token(claims("client_id", "buyer-app"))).identity())
        .isEqualTo(CallerIdentity.of(buyer));
    String other = "spiffe://partner.example/agent/other";
    describe(accessTokens("\"by\":\"jwt\",\"clients\":{\"buyer-app\":\"" + other + "\"}"));
    refuses(token(claims("client_id", "buyer-app")), "partner-token-client");
  }

  @Test
  void refusesAnAgentOfThisDomain() {
    VerifiedPeer own = rig.agent(rig.ca.agent("planner", "fx.rates@1"));
    refuses(
        request(Optional.of(own), "Bearer " + token(claims())),
        ProblemType.ACCESS_TOKEN_INVALID,
        "partner-token-peer");
  }

  @Test
  void refusesClaimsThatAreMissingOrNotOfTheirForm() {
    refuses(token(claims("sub", null)), "partner-token-claim-sub");
    refuses(token(claims("sub", "")), "partner-token-claim-sub");
    refuses(token(claims("sub", "x".repeat(2000))), "partner-token-claim-sub");
    refuses(token(claims("sub", "a\u0000b")), "partner-token-claim-sub");
    refuses(token(claims("jti", null)), "partner-token-claim-jti");
    refuses(token(claims("jti", "x".repeat(256))), "partner-token-claim-jti");
    refuses(token(claims("scope", List.of("rates.read"))), "partner-token-claim-scope");
    refuses(token(claims("scope", "rates.read\n")), "partner-token-claim-scope");
    refuses(token(claims("events", Map.of())), "partner-token-claim-events");
    assertThat(accepted()).isEmpty();
  }

  /** Threat 42: a chain that is too long is refused before anything is done. */
  @Test
  void refusesATooLongChainOfActors() {
    Map<String, Object> act = Map.of("sub", "spiffe://far.example/agent/first");
    for (int each = 0; each < 10; each++) {
      act = Map.of("sub", "spiffe://far.example/agent/a" + each, "act", act);
    }
    refuses(bearer(token(claims("act", act))), ProblemType.POLICY_DENIED, "chain-depth");
  }

  /** Threat 40: the scope is what token, partner, agent and principal all have. */
  @Test
  void theScopeIsTheIntersection() {
    String wide = token(claims("scope", "rates.read books.write unknown"));
    assertThat(authenticate(wide).requireToken().scope().scope()).isEqualTo("fx.rates@1");
    describe(",\"agents\":{\"" + buyer.id() + "\":{\"scopes\":[\"invoice.parse@1\"]}}", BY_JWT);
    assertThat(authenticate(wide).requireToken().scope().isEmpty()).isTrue();
  }

  @Test
  void aScopeWithNoKnownWordIsInsufficient() {
    for (Object scope : new Object[] {"openid fx.rates@1", "", null}) {
      refuses(
          bearer(token(claims("scope", scope))),
          ProblemType.INSUFFICIENT_SCOPE,
          "partner-token-scope");
    }
    assertThat(accepted()).isEmpty();
  }

  @Test
  void refusesWhomTheDescriptionDoesNotAllow() {
    describe(",\"agents\":{}", BY_JWT);
    refuses(token(claims()), "partner-agent");
    describe(",\"agent_paths\":[\"/robot/\"]", BY_JWT);
    refuses(token(claims()), "partner-agent-path");
    describe(",\"subjects\":{\"bob\":{\"scopes\":[]}}" + BY_JWT);
    refuses(token(claims()), "partner-subject");
    rig.partner.write("{");
    rig.clock.move(Duration.ofSeconds(3));
    callers = new CallerAuthenticator("all-of(mtls,partner-access-token)", rig.methods);
    refuses(
        bearer(token(claims())), ProblemType.DEPENDENCY_UNAVAILABLE, "partner-description-faulty");
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(token(claims()), "partner-removed");
  }

  @Test
  void aTokenThatAnOfficerHasEndedStaysEnded() {
    String token = token(claims());
    String id = authenticate(token).requireToken().jti();
    revoker.end(
        rig.ledger.find(id).orElseThrow(),
        new TokenEndOrder(EndCause.OFFICER, "officer-1", "test"),
        AuditEntry.of("end-token.decided", Outcome.GRANTED, "", "officer-1"));
    refuses(token, "partner-token-ended");
  }

  /** What is shown for the first time after its server has taken it back is refused too. */
  @Test
  void anEventOfItsServerEndsTokensShownAndNotShown() {
    String shown = token(claims());
    String later = token(claims());
    authenticate(shown);
    Instant until = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    GrantEnds grants = new GrantEnds(rig.store(), rig.writer, rig.clock);
    new PrincipalEnds(grants, revoker)
        .end(new PrincipalEvent("1", rig.partner.issuer(), "alice", until, "session-revoked"));
    refuses(shown, "partner-token-ended");
    refuses(later, "partner-token-ended");
    rig.clock.move(Duration.ofSeconds(2));
    assertThat(authenticate(token(claims())).principal()).isPresent();
  }

  @Test
  void theEndOfTheAgentsCertificateEndsIt() {
    String token = token(claims());
    authenticate(token);
    rig.ledger.endTokensOf((CallerIdentity.Workload) CallerIdentity.of(buyer), "caller-revoked");
    refuses(token, "partner-token-ended");
  }

  /** On an older copy of the database, the end of a token might be missing. */
  @Test
  void acceptsNoNewTokenOnAnOlderDatabase() {
    String known = token(claims());
    authenticate(known);
    rig.records.keep();
    rig.loseTheLog();
    rig.records.keep();
    refuses(bearer(token(claims())), ProblemType.DEPENDENCY_UNAVAILABLE, "records-incomplete");
    assertThat(authenticate(known).principal()).isPresent();
  }
}
