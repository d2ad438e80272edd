package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final String CHAIN = "test/gate";
  private static final Question QUESTION =
      Question.of(
          Entity.of("Agent", "spiffe://d.example/agent/a"),
          Action.REVOKE,
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
    AuditRow row = row();
    assertThat(row.event()).isEqualTo("revoke.decided");
    assertThat(row.check()).isEqualTo("not-an-operator");
    assertThat(row.details())
        .contains("\"reasons\":\"not-an-operator wrong-operator-role\"")
        .contains("\"policies\":\"revoke-by-operators-only revoke-needs-officer\"")
        .doesNotContain("obligations", "subject_in", "resource_in");
    assertThat(refusal.detail()).doesNotContain("revoke-needs-officer");
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

  /** RFC 9470: only who can sign in again is told to. */
  @Test
  void aDenialThatASignInEndsAsksForIt() {
    Decision.StepUp asked = new Decision.StepUp(List.of("gold", "silver"), Optional.of(300L));
    Gate gate =
        new Gate(
            request ->
                new Decision.Deny(
                    List.of("sign-in-too-old"), List.of("fresh"), Optional.of(asked), "7"),
            writer);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                gate.require(QUESTION.ofPerson(Map.of("authentication_age", 400L), asked::equals)));
    assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_USER_AUTHENTICATION);
    assertThat(refusal.check()).isEqualTo("sign-in-too-old");
    assertThat(refusal.extensions())
        .containsEntry("acr_values", "gold silver")
        .containsEntry("max_age", "300")
        .containsEntry("reasons", "sign-in-too-old");
    assertThat(row().check()).isEqualTo("sign-in-too-old");
    assertThat(row().details().replace("\\", ""))
        .contains("\"step_up\":\"acr_values=\"gold silver\" max_age=\"300\"\"")
        .contains("\"authentication_age\":400");
    for (Question other :
        List.of(QUESTION, QUESTION.ofPerson(Map.of(), stepUp -> !stepUp.equals(asked)))) {
      ProblemException plain =
          catchThrowableOfType(ProblemException.class, () -> gate.require(other));
      assertThat(plain.type()).isEqualTo(ProblemType.POLICY_DENIED);
      assertThat(plain.extensions()).containsOnlyKeys("reasons");
    }
  }

  @Test
  void whatIsAskedAgainIsNotRecordedAndTellsTheDenial() {
    assertThat(new Gate(request -> permit("alert", "approval"), writer).denialNow(QUESTION))
        .as("obligations were fulfilled before")
        .isEmpty();
    assertThat(new Gate(request -> permit("later"), writer).denialNow(QUESTION))
        .hasValueSatisfying(row -> assertThat(row.check()).isEqualTo("obligation-unknown"));
    Gate denying =
        new Gate(
            request -> new Decision.Deny(List.of("risk-high"), List.of("no-risk"), "8"), writer);
    assertThat(denying.denialNow(QUESTION))
        .hasValueSatisfying(
            row -> {
              assertThat(row.check()).isEqualTo("risk-high");
              assertThat(row.outcome()).isEqualTo(Outcome.DENIED);
              assertThat(row.details())
                  .containsEntry("policies", "no-risk")
                  .containsEntry("policy_version", "8");
            });
  }

  /** What the node knows is asked with each question, and recorded with it. */
  @Test
  void theFactsOfTheNodeAreAskedAndRecorded() {
    Gate gate =
        new Gate(
            request ->
                request.context().containsKey("risk")
                    ? permit()
                    : new Decision.Deny(List.of("no-risk-known"), List.of(), "8"),
            writer,
            request ->
                new AccessRequest(
                    request.subject(),
                    request.action(),
                    request.resource(),
                    Map.of("risk", "low")));
    assertThat(gate.denialNow(QUESTION)).isEmpty();
    gate.requireAndRecord(QUESTION);
    assertThat(row().details()).contains("risk").contains("low");
  }

  @Test
  void aPermitWithAnUnknownObligationIsADenial() {
    Gate gate = new Gate(request -> permit("alert", "watch-closely"), writer);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> gate.require(QUESTION));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("obligation-unknown");
    AuditRow row = row();
    assertThat(row.outcome()).isEqualTo(Outcome.DENIED);
    assertThat(row.check()).isEqualTo("obligation-unknown");
    assertThat(row.details())
        .contains("\"obligations\":\"alert watch-closely\"")
        .contains("\"policies\":\"by-officer\"");
  }

  /** Only who has actions approved gets a permit that asks for it. */
  @Test
  void anApprovalIsADenialForWhoeverAsksNobody() {
    Gate gate = new Gate(request -> permit("approval"), writer);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> gate.require(QUESTION));
    assertThat(refusal.check()).isEqualTo("obligation-unknown");
    assertThat(gate.requireUnderApproval(QUESTION).approvers()).isEqualTo(1);
    assertThat(
            new Gate(request -> permit("alert", "approval", "two-approvals"), writer)
                .requireUnderApproval(QUESTION)
                .approvers())
        .isEqualTo(2);
    assertThat(new Gate(request -> permit(), writer).requireUnderApproval(QUESTION).approvers())
        .isZero();
    ProblemException unknown =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                new Gate(request -> permit("approval", "later"), writer)
                    .requireUnderApproval(QUESTION));
    assertThat(unknown.check()).isEqualTo("obligation-unknown");
  }

  @Test
  void anAlertIsLoggedWithoutSubjectAndResource() {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger(Gate.class.getName());
    Handler handler = new Lines(lines);
    logger.addHandler(handler);
    try {
      new Gate(request -> permit(), writer).require(QUESTION);
      assertThat(lines).isEmpty();
      AuditEntry permit = new Gate(request -> permit("alert"), writer).require(QUESTION);
      assertThat(permit.details())
          .containsEntry("obligations", "alert")
          .containsEntry("policies", "by-officer");
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines)
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .contains("decision.alert", "revoke", "by-officer")
                    .doesNotContain("d.example", "0a"));
  }

  @Test
  void theRowNamesWhatSubjectAndResourceAreIn() {
    Entity finance = Entity.of("Segment", "finance").in(Entity.of("Segment", "internal"));
    AuditEntry permit =
        new Gate(request -> permit(), writer)
            .require(
                Question.of(
                    Entity.of("Agent", "a").in(List.of(finance, Entity.of("Group", "i#r"))),
                    Action.STEP,
                    Entity.of("Agent", "b").in(finance),
                    Map.of()));
    assertThat(permit.details())
        .containsEntry("subject_in", "{\"Group\":[\"i#r\"],\"Segment\":[\"finance\",\"internal\"]}")
        .containsEntry("resource_in", "{\"Segment\":[\"finance\",\"internal\"]}")
        .containsEntry("subject_type", "Agent")
        .containsEntry("resource_type", "Agent");
  }

  private static Decision permit(String... obligations) {
    return new Decision.Permit(
        List.of("officer-may-revoke"), List.of("by-officer"), List.of(obligations), "7");
  }

  private AuditRow row() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 10)).getFirst();
  }

  private ProblemException refusal(String... reasons) {
    Gate gate =
        new Gate(
            request ->
                new Decision.Deny(
                    List.of(reasons),
                    List.of("revoke-by-operators-only", "revoke-needs-officer"),
                    "7"),
            writer);
    return catchThrowableOfType(ProblemException.class, () -> gate.require(QUESTION));
  }

  private static final class Lines extends Handler {
    private final List<String> lines;

    Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
