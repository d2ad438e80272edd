package org.bailiwick.aca.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.PublicKey;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bindings of attested subjects to agent keys, taken back by officers alone. */
class BindingReleasesTest {

  private static final AttestedSubject INSTANCE =
      AttestedSubject.keyless("aws-document", "aws:123456789012:eu-central-1", "i-1");

  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestLedger database = TestLedger.open(clock);
  private BindingReleases releases;

  @BeforeEach
  void bind() {
    releases =
        new BindingReleases(
            new Gate(DefaultPolicies.inForce(), database.writer()), database.writer());
    use(TestKeys.ec().getPublic());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theNextKeyMayHaveAReleasedSubject() {
    PublicKey next = TestKeys.ec().getPublic();
    assertThat(refusal(() -> use(next)).check()).isEqualTo("subject-bound-to-another-key");
    releases.release(operator("officer"), INSTANCE, "machine rebuilt");
    use(next);
    assertThat(refusal(() -> use(TestKeys.ec().getPublic())).check())
        .isEqualTo("subject-bound-to-another-key");
  }

  @Test
  void aSubjectThatIsBoundToNoKeyCannotBeReleased() {
    AttestedSubject other = AttestedSubject.keyless("aws-document", INSTANCE.issuer(), "i-2");
    assertThat(refusal(() -> releases.release(operator("officer"), other, "")).check())
        .isEqualTo("subject-unbound");
    releases.release(operator("officer"), INSTANCE, "");
    assertThat(refusal(() -> releases.release(operator("officer"), INSTANCE, "")).check())
        .isEqualTo("subject-unbound");
  }

  @Test
  void nobodyElseReleases() {
    assertThat(refusal(() -> releases.release(operator("auditor"), INSTANCE, "")).check())
        .isEqualTo("wrong-operator-role");
    VerifiedPeer agent =
        TestPeers.of(VerifiedPeer.Kind.AGENT, ca.agent("reader", "a.b@1").certificate());
    assertThat(refusal(() -> releases.release(agent, INSTANCE, "")).check())
        .isEqualTo("not-an-operator");
    assertThat(database.count("anchor_use")).isOne();
  }

  private void use(PublicKey key) {
    database
        .writer()
        .commit(
            SubjectBindings.bound(INSTANCE, TestRequest.binding(key, "nonce", clock.instant()))
                .companion());
  }

  private static ProblemException refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run);
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }
}
