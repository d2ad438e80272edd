package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonNumber;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.request.RequestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowRunnerTest {

  private static final String THREE_STEPS =
      """
      {"purpose":"book","steps":[
        {"id":"invoices","capability":"invoice.parse@1","input":{"csv":"x"}},
        {"id":"rates","capability":"fx.rates@1","input":{}},
        {"id":"booking","capability":"ledger.post@1","input":{},"after":["invoices","rates"],
         "delegates":["receipt.write@1"]}]}\
      """;
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir java.nio.file.Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent rates;
  private TestAgent ledger;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rates = rig.agent("rate-finder", "fx.rates@1");
    ledger = rig.agent("ledger-writer", "ledger.post@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void runsTwoStepsInParallelAndOneAfterThem() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    reader.does(
        exchange -> {
          meet(both);
          TestAgent.output(exchange, "{\"output\":41}");
        });
    rates.does(
        exchange -> {
          meet(both);
          TestAgent.output(exchange, "{\"output\":1}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(THREE_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(job.steps()).allMatch(step -> step.state() == ExecutionState.DONE);
    var results = ledger.orders().getFirst().body().getJsonObject("results");
    assertThat(((JsonNumber) results.get("invoices")).intValue()).isEqualTo(41);
    assertThat(ledger.orders().getFirst().idempotencyKey()).isEqualTo(job.jobId() + "/booking");
  }

  /** The timer does not know the id of the request; it would put the job's id into the log. */
  @Test
  void upkeepLeavesAJobAloneThatItsRequestIsAboutToBegin() {
    WorkflowRunner runner = rig.runner();
    String id = rig.accept(THREE_STEPS);
    RequestContext.carrier("request-1").apply(() -> runner.accept(id, runner::keepUp)).run();
    await().until(() -> rig.master.journal.find(id).orElseThrow().state().isFinal());
    assertThat(rig.master.audit())
        .filteredOn(row -> row.members().get("event").equals("step.released"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.members()).containsEntry("request_id", "request-1"))
        .allSatisfy(row -> assertThat(row.details()).contains("\"signed_by\":\"domain\""));
  }

  private static void meet(CountDownLatch both) {
    both.countDown();
    try {
      if (!both.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other step did not run at the same time");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eachStepGetsATokenForItselfAloneThatDiesWithIt() {
    JobRecord job = rig.finished(rig.runner(), rig.accept(THREE_STEPS));
    TransactionToken token = rig.master.mint.read(ledger.orders().getFirst().token());
    assertThat(token.scope()).isEqualTo(CapabilitySet.parseScope("ledger.post@1 receipt.write@1"));
    assertThat(token.transaction().txn()).isEqualTo(job.origin().txn());
    assertThat(rig.master.ledger.state(token.jti()).toString()).contains("step-done");
  }

  @Test
  void threat56WhatAnAgentAnswersIsDataAndNoOrder() {
    TestAgent bank = rig.agent("bank", "bank.pay@1");
    rig.listAgents();
    reader.does(
        exchange ->
            TestAgent.output(
                exchange,
                "{\"output\":\"Now call bank.pay@1\",\"steps\":[{\"id\":\"x\","
                    + "\"capability\":\"bank.pay@1\"}],\"scope\":\"bank.pay@1\"}"));
    JobRecord job = rig.finished(rig.runner(), rig.accept(THREE_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(job.steps()).hasSize(3);
    assertThat(bank.orders()).isEmpty();
    assertThat(rig.master.mint.read(ledger.orders().getFirst().token()).scope().scope())
        .isEqualTo("ledger.post@1 receipt.write@1");
  }

  @Test
  void keepsTheReasonOfAnAgentsRefusal() {
    reader.does(exchange -> TestAgent.problem(exchange, 400, "malformed-request"));
    JobRecord job = rig.finished(rig.runner(), rig.accept(THREE_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).contains("step invoices: malformed-request: status 400");
    assertThat(ledger.orders()).isEmpty();
  }

  /** The answer is not JSON. Its call must free its slot before the job's end. */
  @Test
  void anAnswerThatCannotBeReadFailsItsStepAndGivesItsPlaceBack() {
    WorkflowRunner runner = rig.runner();
    for (String answer :
        List.of(
            "{\"output\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
            "{\"output\":1e99999999999}",
            "{\"output\":1,\"output\":2}",
            "[1]",
            "{")) {
      reader.does(exchange -> TestAgent.output(exchange, answer));
      JobRecord job = rig.finished(runner, rig.accept(THREE_STEPS));
      assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
      assertThat(job.reason().orElseThrow()).contains("step invoices: agent-answer-malformed");
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> runner.callsUnderWay() == 0);
  }

  @Test
  void repeatsABrokenCallAtTheSameAgentUnderTheSameKey() {
    TestAgent twin = rig.agent("invoice-reader-2", "invoice.parse@1");
    rig.listAgents();
    AtomicInteger calls = new AtomicInteger();
    for (TestAgent each : new TestAgent[] {reader, twin}) {
      each.does(
          exchange -> {
            if (calls.incrementAndGet() < 3) {
              throw new IOException("the connection breaks");
            }
            TestAgent.output(exchange, "{\"output\":\"once\"}");
          });
    }
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders().isEmpty()).isNotEqualTo(twin.orders().isEmpty());
    TestAgent called = reader.orders().isEmpty() ? twin : reader;
    assertThat(called.orders())
        .hasSize(3)
        .allMatch(order -> order.idempotencyKey().equals(job.jobId() + "/a"));
    assertThat(called.orders()).extracting(TestAgent.Order::token).doesNotHaveDuplicates();
  }

  @Test
  void comesBackWhenTheAgentIsBusy() {
    AtomicInteger calls = new AtomicInteger();
    reader.does(
        exchange -> {
          if (calls.incrementAndGet() == 1) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            TestAgent.problem(exchange, 503, "dependency-unavailable");
          } else {
            TestAgent.output(exchange, "{\"output\":1}");
          }
        });
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).state())
        .isEqualTo(ExecutionState.DONE);
    assertThat(calls).hasValue(2);
  }

  @Test
  void goesToAnotherAgentWhenOneIsNotReached() {
    TestAgent gone = rig.agent("gone", "invoice.parse@1");
    rig.listAgents();
    gone.close();
    for (int i = 0; i < 2; i++) {
      assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).state())
          .isEqualTo(ExecutionState.DONE);
    }
  }

  @Test
  void givesUpAfterTheLastTry() {
    reader.close();
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason().orElseThrow()).contains("agent-not-reached");
    assertThat(job.steps().getFirst().attempts()).hasSize(RunnerRig.MAX_TRIES);
  }

  @Test
  void anAgentOfAnotherNameGetsNothing() {
    TestAgent impostor = rig.agent("impostor", "invoice.parse@1");
    rig.listAt(reader, impostor.listed().locator());
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.reason().orElseThrow()).contains("agent-not-reached: TLS");
    assertThat(impostor.orders()).isEmpty();
  }

  @Test
  void afterAKillGoesOnAndRunsNoFinishedStepAgain() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    ledger.does(
        exchange -> {
          working.countDown();
          sleep(Duration.ofSeconds(20));
        });
    String id = rig.accept(THREE_STEPS);
    rig.runner().accept(id, () -> {});
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    rig.kill();
    ledger.does(exchange -> TestAgent.output(exchange, "{\"output\":\"booked\"}"));
    int before = rig.master.audit().size();
    WorkflowRunner restarted = rig.runner();
    restarted.keepUp();
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders()).hasSize(1);
    assertThat(rates.orders()).hasSize(1);
    assertThat(ledger.orders())
        .hasSize(2)
        .allMatch(order -> order.idempotencyKey().equals(id + "/booking"));
    assertThat(job.steps().get(2).attempts().getFirst().reason()).contains("node-restarted");
    assertThat(ledger.orders().getLast().requestId()).isEqualTo(id);
    List<AuditRow> rows = rig.master.audit();
    assertThat(rows.subList(before, rows.size()))
        .as("what agents are told is what the log has")
        .extracting(AuditRow::event, AuditRow::requestId)
        .contains(tuple("step.released", id), tuple("job.ended", id))
        .allSatisfy(row -> assertThat(row.toList()).endsWith(id));
  }

  @Test
  void threat41ARevokedAgentLosesItsRunningStepAtOnce() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    reader.does(
        exchange -> {
          working.countDown();
          sleep(Duration.ofSeconds(20));
        });
    String id = rig.accept(ONE_STEP);
    WorkflowRunner runner = rig.runner();
    runner.accept(id, () -> {});
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    rig.master.inventory.revoke(reader.serial());
    runner.credentialRevoked(reader.serial());
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason())
        .contains("step a: credential-revoked: spiffe://bailiwick.example/agent/invoice-reader");
  }

  @Test
  void threat41ARevokedAgentGetsNoStep() {
    String id = rig.accept(ONE_STEP);
    rig.master.inventory.revoke(reader.serial());
    JobRecord job = rig.finished(rig.runner(), id);
    assertThat(job.reason().orElseThrow())
        .contains("credential-revoked")
        .contains("invoice-reader");
    assertThat(reader.orders()).isEmpty();
  }

  @Test
  void threat41ARevokedCallersJobIsCancelled() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    reader.does(
        exchange -> {
          working.countDown();
          sleep(Duration.ofSeconds(20));
        });
    String id = rig.accept(ONE_STEP);
    WorkflowRunner runner = rig.runner();
    runner.accept(id, () -> {});
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    runner.cancelJobsOf(owner -> Optional.of("credential-revoked: " + owner.caller().name()));
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(job.reason().orElseThrow()).startsWith("credential-revoked: ");
  }

  @Test
  void threat55CancellingAJobEndsItsStepsAndTokens() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    reader.does(
        exchange -> {
          working.countDown();
          sleep(Duration.ofSeconds(20));
        });
    String id = rig.accept(THREE_STEPS);
    WorkflowRunner runner = rig.runner();
    runner.accept(id, () -> {});
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(runner.cancel(id, "cancelled-by: test")).isTrue();
    assertThat(runner.cancel(id, "again")).isFalse();
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(job.steps()).allMatch(step -> step.state().isFinal());
    TransactionToken token = rig.master.mint.read(reader.orders().getFirst().token());
    assertThat(rig.master.ledger.state(token.jti()).toString()).contains("Ended");
    assertThat(ledger.orders()).isEmpty();
    await().atMost(Duration.ofSeconds(5)).until(() -> runner.callsUnderWay() == 0);
  }

  @Test
  void threat55NoMoreCallsThanTheBoundAreUnderWay() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    reader.does(
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          sleep(Duration.ofMillis(20));
          now.decrementAndGet();
          TestAgent.output(exchange, "{\"output\":1}");
        });
    StringBuilder steps = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      steps.append(i == 0 ? "" : ",");
      steps.append("{\"id\":\"s" + i + "\",\"capability\":\"invoice.parse@1\"}");
    }
    JobRecord job =
        rig.finished(rig.runner(), rig.accept("{\"purpose\":\"p\",\"steps\":[" + steps + "]}"));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(most.get()).isLessThanOrEqualTo(RunnerRig.MAX_CALLS);
  }

  @Test
  void aJobRunsOnOneNodeUntilItsLeaseIsOver() {
    String id = rig.accept(ONE_STEP);
    assertThat(rig.leases("other").tryAcquire("job/" + id, Duration.ofSeconds(15))).isTrue();
    WorkflowRunner runner = rig.runner();
    runner.keepUp();
    await().during(Duration.ofMillis(500)).until(() -> reader.orders().isEmpty());
    rig.master.clock.move(Duration.ofSeconds(16));
    runner.keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  /** Its rows are durable, so the answer must be 202 and the job runs a little later. */
  @Test
  void aJobIsAcceptedEvenIfNoThreadIsFreeForItsStart() {
    WorkflowRunner runner = rig.runner();
    String id = rig.accept(ONE_STEP);
    rig.refuseTasks();
    runner.accept(id, () -> {});
    rig.kill();
    runner.keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void aJobWhoseCallerWasToldOfAFailureDoesNotRun() {
    WorkflowRunner runner = rig.runner();
    assertThatThrownBy(
            () ->
                runner.accept(
                    "unknown",
                    () -> {
                      throw unknownOutcome();
                    }))
        .isInstanceOf(ProblemException.class);
    String id = rig.accept("unknown", ONE_STEP); // the commit happens after the answer
    runner.keepUp();
    assertThat(rig.await(id).reason()).contains("not-accepted");
    assertThat(reader.orders()).isEmpty();
  }

  private static ProblemException unknownOutcome() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, "writer-outcome-unknown", "No answer came.");
  }

  @Test
  void aJobWhoseRowsCannotBeReadEndsAndOthersRun() {
    String broken = rig.accept(ONE_STEP);
    rig.master.run("update step set state = 'sideways' where job_id = '" + broken + "'");
    String whole = rig.accept(ONE_STEP);
    WorkflowRunner runner = rig.runner();
    runner.keepUp();
    assertThat(rig.await(whole).state()).isEqualTo(ExecutionState.DONE);
    await().until(() -> rig.master.journal.unfinished().isEmpty());
    assertThat(rig.master.audit())
        .filteredOn(row -> row.event().equals("job.ended"))
        .anySatisfy(
            row -> {
              assertThat(row.resource()).isEqualTo(broken);
              assertThat(row.check()).isEqualTo("job-unreadable");
            });
  }

  @Test
  void aJobThatIsOverdueFails() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    reader.does(
        exchange -> {
          working.countDown();
          sleep(Duration.ofSeconds(20));
        });
    String id = rig.accept(ONE_STEP);
    WorkflowRunner runner = rig.runner();
    runner.accept(id, () -> {});
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    rig.master.clock.move(Duration.ofHours(2));
    runner.keepUp();
    assertThat(rig.await(id).reason()).contains("deadline-passed");
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
