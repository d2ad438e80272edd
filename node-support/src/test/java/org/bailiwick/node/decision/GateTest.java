package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final String CHAIN = "test/gate";
  private static final Question QUESTION =
      Question.of(
          Entity.of("Agent", "spiffe://d.example/agent/a"),
          "revoke",
          Entity.of("Credential", "0a"),
          Map.of());

  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(
          database.sink(), Thread::new, WriterSettings.of(CHAIN, TestClock.atPresent()));

  @AfterEach
  void close() {
    writer.close();
    database.close();
  }

  @Test
  void aDenialNamesItsReasonsToTheCallerAndToTheAuditor() {
    ProblemException refusal = refusal("not-an-operator", "wrong-operator-role");
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("not-an-operator");
    assertThat(refusal.detail())
        .isEqualTo("Policy denies revoke: not-an-operator, wrong-operator-role.");
    assertThat(refusal.extensions())
        .containsEntry("reasons", "not-an-operator wrong-operator-role");
    AuditRow row = database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 10)).getFirst();
    assertThat(row.event()).isEqualTo("revoke.decided");
    assertThat(row.check()).isEqualTo("not-an-operator");
    assertThat(row.details()).contains("\"reasons\":\"not-an-operator wrong-operator-role\"");
  }

  @Test
  void whatNoPolicyPermitsSaysSo() {
    assertThat(refusal("no-policy-permits").detail())
        .isEqualTo("Policy denies revoke: no-policy-permits.");
  }

  @Test
  void aReasonThatHasAProblemOfItsOwnIsThatProblem() {
    assertThat(refusal("capability-not-granted").type())
        .isEqualTo(ProblemType.CAPABILITY_NOT_GRANTED);
  }

  private ProblemException refusal(String... reasons) {
    Gate gate = new Gate(request -> new Decision.Deny(List.of(reasons), "7"), writer);
    return catchThrowableOfType(ProblemException.class, () -> gate.require(QUESTION));
  }
}
