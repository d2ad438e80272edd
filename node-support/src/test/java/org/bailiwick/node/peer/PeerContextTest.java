package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.Test;

class PeerContextTest {
  private final TestCa ours = TestCa.create("bailiwick.example");

  @Test
  void aRequiredPeerThatIsNotThereIsA401() {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> new PeerContext().require(Kind.AGENT));
    assertThat(refusal.type()).isEqualTo(ProblemType.PEER_CERTIFICATE_REQUIRED);
  }

  @Test
  void aPeerOfAnotherKindIsA403() {
    PeerContext context = TestPeers.context(Kind.NODE_TLS, ours.nodeServer("domain").certificate());
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> context.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
  }

  @Test
  void aPeerOfARequiredKindIsGiven() {
    PeerContext context =
        TestPeers.context(Kind.AGENT, ours.agent("reader", "invoice.parse@1").certificate());
    assertThat(context.require(Kind.NODE, Kind.AGENT)).isSameAs(context.peer().orElseThrow());
  }

  @Test
  void thePeerIsSetOnce() {
    PeerContext context =
        TestPeers.context(Kind.AGENT, ours.agent("reader", "invoice.parse@1").certificate());
    VerifiedPeer second =
        TestPeers.of(Kind.AGENT, ours.agent("writer", "invoice.parse@1").certificate());
    assertThatIllegalStateException().isThrownBy(() -> context.accept(second));
  }
}
