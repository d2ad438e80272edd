package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({"service, SERVICE, peer-kind-service", "device, DEVICE, peer-kind-device"})
  void aServiceOrDeviceIsRefusedByItsKind(String segment, Kind kind, String check) {
    TestLeaf leaf = ours.leafWithUri("spiffe://bailiwick.example/" + segment + "/x");
    PeerContext context = TestPeers.context(kind, leaf.certificate());
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                context.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN, Kind.NODE_TLS));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(PeerEntity.of(context.peer().orElseThrow()).type()).isEqualTo("Workload");
    assertThat(context.peer().orElseThrow().operatorRole()).isEmpty();
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
