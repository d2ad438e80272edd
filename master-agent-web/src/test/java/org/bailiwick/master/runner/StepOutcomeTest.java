package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approval.ApprovalControl;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that must not be repeated, and whose answer was lost. */
class StepOutcomeTest {
  private static final String TWO_STEPS =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"ledger.post@1\","
          + "\"input\":{\"sum\":1}},"
          + "{\"id\":\"b\",\"capability\":\"receipt.write@1\",\"after\":[\"a\"]}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent ledger;
  private TestAgent receipts;
  private ApprovalControl control;
  private WorkflowRunner runner;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    ledger = rig.agent("ledger", "ledger.post@1");
    receipts = rig.agent("receipts", "receipt.write@1");
    rig.listAgents();
    TestCatalogue files = new TestCatalogue(folder.resolve("catalogue"));
    files.type("receipt@1", "{\"type\":\"object\",\"required\":[\"number\"]}");
    files.entry("ledger.post@1", "any@1", "receipt@1", ",\"repeat\":\"never\"");
    files.entry("receipt.write@1");
    rig.catalogue = files.read(rig.master.clock);
    ledger.does(HttpExchange::close);
    control =
        new ApprovalControl(
            rig.approvals,
            rig.master.journal,
            rig.master.gate,
            rig.catalogue,
            rig.master.writer,
            rig.ownJobs(),
            rig.master.clock);
    runner = rig.runner();
    runner.follow();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Starts a job whose first step was ordered and never answered. */
  private String lost() {
    String id = rig.accept(TWO_STEPS);
    runner.accept(id, () -> {});
    awaitState(id, ExecutionState.WAITING_FOR_OUTCOME);
    assertThat(ledger.orders()).hasSize(1);
    return id;
  }

  private void awaitState(String id, ExecutionState state) {
    await().atMost(Duration.ofSeconds(15)).until(() -> step(id).state() == state);
  }

  private StepRecord step(String id) {
    return rig.master.journal.find(id).orElseThrow().steps().getFirst();
  }

  private void decide(String decision) {
    String id = rig.master.column("select approval_id from approval").getFirst();
    String digest = rig.master.column("select input_sha256 from approval").getFirst();
    control.decide(
        new Approver.Officer(rig.master.operator("officer")),
        id,
        "{\"decision\":%s,\"input_sha256\":\"%s\"}".formatted(decision, digest));
  }

  private JobRecord ended(String id) {
    runner.follow();
    return rig.await(id);
  }

  private void requireUnknown(JobRecord job) {
    assertThat(job.reason()).contains("step a: outcome-unknown");
    assertThat(job.steps().getFirst().state()).isEqualTo(ExecutionState.UNKNOWN);
    assertThat(rows("step.unknown")).hasSize(1);
    assertThat(receipts.orders()).isEmpty();
  }

  private Stream<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event));
  }

  @Test
  void whatWasDoneIsToldByAPersonAndTheOrderIsNotRepeated() {
    String id = lost();
    await().until(() -> runner.callsUnderWay() == 0);
    decide("\"happened\",\"output\":{\"number\":7}");
    assertThat(ended(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
    assertThat(receipts.orders().getFirst().body().getJsonObject("results").toString())
        .isEqualTo("{\"a\":{\"number\":7}}");
    assertThat(rows("step.done").toList().getFirst().subject()).contains("/officer/");
  }

  @Test
  void anOutputOfAnotherTypeIsRefusedAndTheStepWaitsOn() {
    String id = lost();
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> decide("\"happened\",\"output\":{\"no\":7}"));
    assertThat(refusal.check()).isEqualTo("approval-output");
    assertThat(step(id).state()).isEqualTo(ExecutionState.WAITING_FOR_OUTCOME);
  }

  @Test
  void whatWasNotDoneIsOrderedAgainUnderTheSameKey() {
    String id = lost();
    ledger.does(exchange -> TestAgent.output(exchange, "{\"output\":{\"number\":8}}"));
    decide("\"not-happened\"");
    assertThat(ended(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders())
        .hasSize(2)
        .allMatch(order -> order.idempotencyKey().equals(id + "/a"));
  }

  /** A person has spoken of one order, and nobody knows of the next one. */
  @Test
  void anAnswerThatIsLostAgainIsUnknown() {
    String id = lost();
    decide("\"not-happened\"");
    requireUnknown(ended(id));
    assertThat(ledger.orders()).hasSize(2);
  }

  @Test
  void whatNobodyFindsOutIsUnknown() {
    String id = lost();
    decide("\"give-up\"");
    requireUnknown(ended(id));
    assertThat(ledger.orders()).hasSize(1);
  }

  @Test
  void whatNobodyDecidesInTimeIsUnknown() {
    String id = lost();
    rig.master.clock.move(RunnerRig.TO_DECIDE);
    rig.listAgents();
    runner.keepUp();
    requireUnknown(rig.await(id));
    assertThat(rows("approval.expired")).hasSize(1);
  }

  @Test
  void aJobThatEndsMeanwhileLeavesTheStepUnknown() {
    String id = lost();
    runner.cancel(id, "cancelled-by: test");
    assertThat(step(id).state()).isEqualTo(ExecutionState.UNKNOWN);
    assertThat(rig.master.journal.find(id).orElseThrow().state())
        .isEqualTo(ExecutionState.CANCELLED);
  }

  @Test
  void anotherProcessDoesNotRepeatTheOrderOfOneThatWasKilled() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ledger.does(
        exchange -> {
          called.countDown();
          awaitLatch(end);
          exchange.close();
        });
    String id = rig.accept(TWO_STEPS);
    runner.accept(id, () -> {});
    assertThat(called.await(15, TimeUnit.SECONDS)).isTrue();
    rig.kill();
    rig.master.clock.move(Duration.ofSeconds(16));
    rig.listAgents();
    WorkflowRunner other = rig.runner(rig.leases("two"), jobId -> {});
    other.follow();
    other.keepUp();
    awaitState(id, ExecutionState.WAITING_FOR_OUTCOME);
    end.countDown();
    decide("\"happened\",\"output\":{\"number\":9}");
    other.follow();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The answer came, and the answer of the database to its commit did not. */
  @Test
  void anAnswerThatIsInTheRowsIsNotLost() {
    ledger.does(
        exchange -> {
          rig.master.commits.loseNextAnswer();
          TestAgent.output(exchange, "{\"output\":{\"number\":1}}");
        });
    JobRecord job = rig.finished(runner, rig.accept(TWO_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
  }

  /** Without an entry that forbids it, the key makes a repeated order harmless. */
  @Test
  void anOrderOfAnotherCapabilityIsRepeated() {
    ledger.does(exchange -> TestAgent.output(exchange, "{\"output\":{\"number\":1}}"));
    int[] calls = {0};
    receipts.does(
        exchange -> {
          if (calls[0]++ == 0) {
            exchange.close();
          } else {
            TestAgent.output(exchange, "{\"output\":1}");
          }
        });
    assertThat(rig.finished(runner, rig.accept(TWO_STEPS)).state()).isEqualTo(ExecutionState.DONE);
    assertThat(receipts.orders()).hasSize(2);
  }
}
