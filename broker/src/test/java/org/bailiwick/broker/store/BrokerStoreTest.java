package org.bailiwick.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.client.work.AnswerStore.Answer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.junit.jupiter.api.Test;

class BrokerStoreTest {
  private static final AuditEntry ENTRY =
      AuditEntry.of("order.accepted", Outcome.GRANTED, "", "spiffe://bailiwick.example/agent/a")
          .with("note", "Zoë \"quoted\" \n");

  private final BrokerRig rig = new BrokerRig();
  private final BrokerStore store;

  BrokerStoreTest() throws Exception {
    store = rig.store();
  }

  @Test
  void auditRowsFormAChain() throws Exception {
    IntStream.range(0, 5).forEach(i -> store.record(ENTRY));
    assertThat(store.firstBreak()).isEmpty();
    assertThat(store.lastRows(2)).hasSize(2);
    rig.sql("update audit_entry set subject = 'else' where seq = 3");
    assertThat(store.firstBreak()).contains(3L);
  }

  @Test
  void aDeletedRowIsFound() throws Exception {
    IntStream.range(0, 5).forEach(i -> store.record(ENTRY));
    rig.sql("delete from audit_entry where seq = 5");
    assertThat(store.firstBreak()).contains(5L);
    rig.sql("delete from audit_entry where seq = 2");
    assertThat(store.firstBreak()).contains(2L);
  }

  @Test
  void threadsAppendInTurn() {
    store.record(ENTRY); // a broker writes its first row alone, when it starts
    IntStream.range(0, 200).parallel().forEach(i -> store.record(ENTRY));
    assertThat(store.firstBreak()).isEmpty();
    assertThat(store.lastRows(1000)).hasSize(201);
  }

  @Test
  void whatFailsLeavesNoAuditRow() {
    assertThatThrownBy(
            () ->
                store.transaction(
                    ENTRY, connection -> Rows.run(connection, "insert into nothing values (1)")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("broker-database"));
    assertThat(store.lastRows(10)).isEmpty();
  }

  @Test
  void theFirstAnswerOfAnOrderStays() {
    StoredAnswers answers = new StoredAnswers(store);
    Attempts attempts = new Attempts(store);
    assertThat(answers.find("job-1/a")).isEmpty();
    attempts.begin("job-1/a", "d1", ENTRY);
    assertThat(attempts.hasBegun("job-1/a", "d1")).isTrue();
    assertThatThrownBy(() -> attempts.hasBegun("job-1/a", "d2"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.check()).isEqualTo("idempotency-key-other-order"));
    answers.keep("job-1/a", new Answer("d1", "{}"));
    answers.keep("job-1/a", new Answer("d2", "[]"));
    assertThat(answers.find("job-1/a")).contains(new Answer("d1", "{}"));
    assertThat(attempts.hasBegun("job-1/a", "d1")).isFalse();
  }

  @Test
  void oldAnswersGo() throws Exception {
    StoredAnswers answers = new StoredAnswers(store);
    answers.keep("job-1/a", new Answer("d1", "{}"));
    answers.forget(Duration.ofDays(1));
    assertThat(answers.find("job-1/a")).isPresent();
    rig.sql("update answer set kept_at = timestamp '2026-01-01 00:00:00'");
    answers.forget(Duration.ofDays(1));
    assertThat(answers.find("job-1/a")).isEmpty();
  }

  @Test
  void aDatabaseWithoutTablesIsRefusedWithAdvice() {
    DatabaseLogin empty = new DatabaseLogin("jdbc:h2:mem:", "", Optional.empty());
    assertThatThrownBy(() -> BrokerStore.open(empty, Clock.systemUTC()))
        .hasMessageContaining("migrate");
  }
}
