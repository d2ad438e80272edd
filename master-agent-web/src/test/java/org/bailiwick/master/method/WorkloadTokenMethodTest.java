package org.bailiwick.master.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An access token with a Workload Identity Token and its proof, which the peer filter has verified
 * ({@code WorkloadTokensTest}). The rig's partner stands in for an agent of the domain: whose
 * tokens count is not this method's question.
 */
class WorkloadTokenMethodTest {

  private static final String BOTH = "any-of(all-of(mtls,access-token),access-token-wit)";

  @TempDir Path folder;
  private MasterRig rig;
  private VerifiedPeer byHandshake;
  private VerifiedPeer byToken;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    byHandshake = rig.foreign(rig.partner.buyer);
    byToken = TestPeers.byToken(Kind.FOREIGN, rig.partner.buyer.certificate());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** An access token that is bound to the certificate of this peer. */
  private String token(VerifiedPeer peer) {
    String jti = UUID.randomUUID().toString();
    rig.accessToken(jti, peer, "fx.rates@1");
    long now = rig.clock.instant().getEpochSecond();
    return rig.tokens.sign(
        "at+jwt",
        Json.createObjectBuilder()
            .add("iss", MasterRig.ISSUER)
            .add("aud", MasterRig.ISSUER)
            .add("sub", "https://as.partner.example#s")
            .add("client_id", peer.id().toString())
            .add("iat", now)
            .add("exp", now + 300)
            .add("jti", jti)
            .add("scope", "fx.rates@1")
            .add("cnf", Json.createObjectBuilder().add("x5t#S256", peer.thumbprint()))
            .build());
  }

  private static PresentedCredentials presented(Optional<VerifiedPeer> peer, String... token) {
    Map<String, List<String>> headers =
        token.length == 0 ? Map.of() : Map.of("Authorization", List.of("Bearer " + token[0]));
    return new PresentedCredentials(peer, new RequestHead("POST", "v1/jobs", headers, Set.of()));
  }

  private Caller authenticate(String rule, PresentedCredentials presented) {
    return new CallerAuthenticator(rule, rig.methods).authenticate(presented);
  }

  private void refuses(String check, String rule, PresentedCredentials presented) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> authenticate(rule, presented));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void eachOfBothWaysPassesByItsOwnName() {
    Caller proved = authenticate(BOTH, presented(Optional.of(byToken), token(byToken)));
    assertThat(proved.authenticatedBy()).containsExactly("access-token-wit");
    assertThat(proved.identity()).isEqualTo(CallerIdentity.of(byToken));
    assertThat(proved.requireToken().scope().scope()).isEqualTo("fx.rates@1");
    Caller shown = authenticate(BOTH, presented(Optional.of(byHandshake), token(byHandshake)));
    assertThat(shown.authenticatedBy()).containsExactlyInAnyOrder("mtls", "access-token");
  }

  /** A rule that was written for certificates takes nothing else. */
  @Test
  void noRuleTakesItUnnamed() {
    PresentedCredentials proved = presented(Optional.of(byToken), token(byToken));
    refuses("peer-certificate-required", "all-of(mtls,access-token)", proved);
    refuses("peer-certificate-required", "mtls", proved);
    refuses("access-token-missing", "access-token", proved);
  }

  @Test
  void aHandshakeIsNoProofOfThisKind() {
    refuses(
        "access-token-missing",
        "access-token-wit",
        presented(Optional.of(byHandshake), token(byHandshake)));
    refuses("access-token-missing", "access-token-wit", presented(Optional.empty()));
    refuses("access-token-missing", "access-token-wit", presented(Optional.of(byToken)));
  }

  @Test
  void aTokenOfAnotherCertificateIsRefused() {
    VerifiedPeer other = rig.foreign(rig.otherPartner.buyer);
    refuses(
        "access-token-certificate",
        "access-token-wit",
        presented(Optional.of(byToken), token(other)));
    refuses("access-token-certificate", BOTH, presented(Optional.of(byToken), token(other)));
  }
}
