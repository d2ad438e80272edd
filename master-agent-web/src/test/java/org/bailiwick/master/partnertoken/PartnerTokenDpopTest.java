package org.bailiwick.master.partnertoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of a partner's server that are bound to a key (RFC 9449). */
class PartnerTokenDpopTest extends PartnerTokenTestBase {

  private static final String BY_DPOP = ",\"clients_without_certificate\":\"dpop\"";
  private static final String URI = MasterRig.ISSUER + "/v1/jobs";

  private final TestDpopKey key = TestDpopKey.ec();

  @BeforeEach
  void start() {
    describe(BY_DPOP, BY_JWT);
    callers =
        new CallerAuthenticator("any-of(access-token-dpop,partner-access-token-dpop)", rig.methods);
  }

  private String bound(Map<String, Object> confirmation) {
    return token(claims("cnf", confirmation));
  }

  private String ofKey() {
    return bound(Map.of("jkt", key.thumbprint()));
  }

  private PresentedCredentials shown(Optional<VerifiedPeer> peer, TestDpopKey by, String token) {
    String proof =
        by.proof("POST", URI, rig.clock.instant()).nonce(rig.proofs).token(token).compact();
    return request(peer, Map.of("authorization", List.of("DPoP " + token), "dpop", List.of(proof)));
  }

  private PresentedCredentials byKey(String token) {
    return shown(Optional.empty(), key, token);
  }

  private void refusesByKey(String token, String check) {
    refuses(byKey(token), ProblemType.ACCESS_TOKEN_INVALID, check);
  }

  @Test
  void authenticatesAClientWithoutCertificate() {
    Caller caller = callers.authenticate(byKey(ofKey()));
    assertThat(caller.identity()).isEqualTo(new CallerIdentity.Client(buyer.id()));
    assertThat(caller.authenticatedBy()).isEqualTo(Set.of("partner-access-token-dpop"));
    assertThat(caller.principal()).contains("https://as.partner.example#alice");
    assertThat(rig.column("select caller_kind from token")).containsExactly("client");
  }

  @Test
  void onlyWhereTheDescriptionPermitsIt() {
    describe(BY_JWT);
    refusesByKey(ofKey(), "partner-requires-certificate");
  }

  @Test
  void aTokenThatIsBoundToBothNeedsBoth() {
    String both = bound(Map.of("jkt", key.thumbprint(), "x5t#S256", buyer.thumbprint()));
    assertThat(callers.authenticate(shown(Optional.of(buyer), key, both)).identity())
        .isEqualTo(CallerIdentity.of(buyer));
    refusesByKey(both, "partner-token-certificate");
    VerifiedPeer other = rig.foreign(rig.partner.ca.agent("other", "fx.rates@1"));
    refuses(
        shown(Optional.of(other), key, both),
        ProblemType.ACCESS_TOKEN_INVALID,
        "partner-token-client");
  }

  @Test
  void refusesAnotherKeyAndNone() {
    refuses(
        shown(Optional.empty(), TestDpopKey.ec(), ofKey()),
        ProblemType.ACCESS_TOKEN_INVALID,
        "partner-token-key");
    refusesByKey(bound(Map.of("x5t#S256", buyer.thumbprint())), "partner-token-scheme");
    refusesByKey(token(claims("cnf", null)), "partner-token-unbound");
    refuses(
        request(Optional.empty(), "DPoP " + ofKey()),
        ProblemType.DPOP_PROOF_INVALID,
        "dpop-proof-missing");
  }

  /** Threat 38: a proof counts once. */
  @Test
  void aProofCountsOnce() {
    PresentedCredentials once = byKey(ofKey());
    callers.authenticate(once);
    refuses(once, ProblemType.DPOP_PROOF_INVALID, "dpop-proof-replayed");
    assertThat(callers.authenticate(once.again(Optional.empty())).principal()).isPresent();
  }

  @Test
  void refusesATokenThatNamesNoServer() {
    refusesByKey("opaque", "access-token-format");
    callers = new CallerAuthenticator("partner-access-token-dpop", rig.methods);
    refusesByKey("opaque", "partner-token-issuer");
  }

  /** Anybody may send a request without certificate; what is made up goes to no server. */
  @Test
  void aServerIsAskedOnlyAboutWhatItHasSigned() {
    try (IntrospectingServer server = new IntrospectingServer(rig)) {
      describe(BY_DPOP, server.bySecret());
      Map<String, Object> claims = claims("cnf", Map.of("jkt", key.thumbprint()));
      refusesByKey(rig.otherPartner.sign(claims, "RS256", "at+jwt"), "partner-token-signature");
      assertThat(server.requests()).isZero();
      String token = token(claims);
      refusesByKey(token, "partner-token-inactive");
      server.activate(token, claims);
      assertThat(callers.authenticate(byKey(token)).principal()).isPresent();
    }
  }

  @Test
  void refusesAClientThatIsNoAgent() {
    Map<String, Object> claims = claims("cnf", Map.of("jkt", key.thumbprint()));
    claims.put("client_id", "buyer-app");
    refusesByKey(token(claims), "partner-token-client");
  }
}
