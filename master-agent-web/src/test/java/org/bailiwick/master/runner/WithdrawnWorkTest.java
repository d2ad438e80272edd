package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.outbox.OutboxWorker;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.writer.ConflictException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepted work whose step ends before the agent is done is withdrawn at the agent. */
class WithdrawnWorkTest {

  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final String OTHER_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\"}]}";
  private static final String TWO_STEPS =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"},"
          + "{\"id\":\"b\",\"capability\":\"fx.rates@1\"}]}";
  private static final String PLACE = "/work/orders/7";
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(16);

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent rates;
  private WorkflowRunner runner;
  private OutboxWorker worker;
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rates = rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
    for (TestAgent agent : List.of(reader, rates)) {
      agent.does(exchange -> TestAgent.accepted(exchange, PLACE, "submitted"));
    }
    rig.polls = new RunnerSettings.Polls(Duration.ofHours(1), Duration.ofHours(1));
    runner = rig.runner();
    worker = rig.outbox("one");
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    rig.close();
  }

  private ExecutionState state(String jobId) {
    return rig.master.journal.find(jobId).orElseThrow().steps().getFirst().state();
  }

  private String submitted(String body) {
    String id = rig.accept(body);
    runner.accept(id, () -> {});
    await().until(() -> state(id) == ExecutionState.SUBMITTED);
    return id;
  }

  private String cancelled(String body) {
    String id = submitted(body);
    assertThat(runner.cancel(id, "cancelled-by: test")).isTrue();
    return id;
  }

  private static void runUntil(OutboxWorker worker, BooleanSupplier reached) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              worker.run();
              return reached.getAsBoolean();
            });
  }

  private List<String> acts(String column) {
    return rig.master.column("select " + column + " from ending_act order by id");
  }

  private boolean isDone() {
    return acts("outcome").equals(List.of("done"));
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  /** The agent does not answer a withdrawal until the test lets it. */
  private void holdsWithdrawals(TestAgent agent) {
    agent.withdraws(
        exchange -> {
          meet(mayAnswer);
          TestAgent.status(exchange, 204);
        });
  }

  private static void meet(CountDownLatch latch) {
    try {
      if (!latch.await(15, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it did not happen in time");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void ofACancelledJobIsWithdrawnOnceWithoutAToken() {
    String id = cancelled(ONE_STEP);
    assertThat(acts("outcome")).containsExactly("null");
    runUntil(worker, this::isDone);
    worker.run();
    assertThat(reader.withdrawals())
        .containsExactly(new TestAgent.Withdrawal(PLACE, id + "/a", Optional.empty()));
    assertThat(reader.polls()).isEmpty();
    assertThat(rows("ending.done"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.resource()).isEqualTo(id + "/a");
              assertThat(row.subject()).isEqualTo(reader.leaf.id().toString());
              assertThat(row.members().toString()).contains("withdraw-work", "status 204");
            });
  }

  @Test
  void isWithdrawnAfterTheDeadline() {
    String id = submitted(ONE_STEP);
    rig.pass(Duration.ofHours(2));
    runner.keepUp();
    rig.await(id);
    runUntil(worker, this::isDone);
    assertThat(reader.withdrawals()).hasSize(1);
  }

  @Test
  void isWithdrawnWhenAnotherStepFails() {
    rates.does(
        exchange -> {
          await().until(this::isSubmitted);
          TestAgent.problem(exchange, 404, "not-found");
        });
    String id = rig.accept(TWO_STEPS);
    assertThat(rig.finished(runner, id).state()).isEqualTo(ExecutionState.FAILED);
    runUntil(worker, this::isDone);
    assertThat(reader.withdrawals()).hasSize(1);
    assertThat(rates.withdrawals()).isEmpty();
  }

  private boolean isSubmitted() {
    return rig.master.column("select status_url from attempt where step_id = 'a'").stream()
        .anyMatch(url -> url.endsWith(PLACE));
  }

  @Test
  void isWithdrawnWhenItsCallerIsRevoked() {
    String id = submitted(ONE_STEP);
    runner.cancelJobsOf(owner -> Optional.of("credential-revoked: " + owner.caller().name()));
    rig.await(id);
    runUntil(worker, this::isDone);
    assertThat(reader.withdrawals()).hasSize(1);
  }

  @Test
  void thatIsDoneIsNotWithdrawn() {
    rig.polls = new RunnerSettings.Polls(Duration.ofMillis(10), Duration.ofMillis(50));
    String id = rig.accept(ONE_STEP);
    assertThat(rig.finished(rig.runner(), id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(acts("id")).isEmpty();
  }

  @Test
  void thatIsAcceptedWhileItsJobIsCancelledIsWithdrawn() {
    CountDownLatch called = new CountDownLatch(1);
    reader.does(
        exchange -> {
          called.countDown();
          meet(mayAnswer);
          TestAgent.accepted(exchange, PLACE, "submitted");
        });
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    meet(called);
    rig.runner(rig.leases("two"), jobId -> {}).cancel(id, "cancelled-by: test");
    assertThat(acts("id")).isEmpty();
    mayAnswer.countDown();
    await().until(() -> acts("id").equals(List.of("withdraw-work/" + id + "/a/1")));
    runUntil(worker, this::isDone);
    assertThat(reader.withdrawals()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204, 404, 410})
  void isOverByTheseAnswers(int status) {
    reader.withdraws(exchange -> TestAgent.status(exchange, status));
    cancelled(ONE_STEP);
    runUntil(worker, this::isDone);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 405, 500, 503})
  void isTriedAgainAfterOtherAnswers(int status) {
    reader.withdraws(exchange -> TestAgent.status(exchange, status));
    cancelled(ONE_STEP);
    runUntil(worker, () -> acts("tries").equals(List.of("1")));
    assertThat(acts("outcome")).containsExactly("null");
    assertThat(acts("last_reason").getFirst()).endsWith("status " + status);
  }

  @Test
  void isTriedAgainAfterAPauseUntilTheAgentIsBack() {
    reader.withdraws(
        exchange -> {
          throw new IOException("the connection breaks");
        });
    cancelled(ONE_STEP);
    runUntil(worker, () -> acts("tries").equals(List.of("1")));
    int calls = reader.withdrawals().size();
    worker.run();
    assertThat(reader.withdrawals()).hasSize(calls);
    rig.pass(RunnerRig.FIRST_PAUSE);
    runUntil(worker, () -> acts("tries").equals(List.of("2")));
    rig.pass(RunnerRig.FIRST_PAUSE);
    worker.run();
    assertThat(acts("tries")).containsExactly("2");
    reader.withdraws(exchange -> TestAgent.status(exchange, 204));
    rig.pass(RunnerRig.FIRST_PAUSE);
    runUntil(worker, this::isDone);
    assertThat(rows("ending.done")).hasSize(1);
  }

  @Test
  void isGivenUpAfterADayAndALastTry() {
    reader.withdraws(exchange -> TestAgent.status(exchange, 500));
    cancelled(ONE_STEP);
    cancelled(ONE_STEP);
    runUntil(worker, () -> acts("tries").contains("1"));
    rig.pass(RunnerRig.GIVE_UP_AFTER.plusMinutes(1));
    int before = reader.withdrawals().size();
    runUntil(worker, () -> acts("outcome").equals(List.of("given-up", "given-up")));
    assertThat(reader.withdrawals()).hasSize(before + 1);
    assertThat(rows("ending.given-up"))
        .hasSize(2)
        .extracting(AuditRow::check)
        .contains("agent-refused");
    rig.figures.count();
    assertThat(rig.figures.givenUp()).isEqualTo(2);
    assertThat(rig.figures.pending()).isZero();
    rig.pass(Duration.ofDays(91));
    rig.figures.forget();
    assertThat(acts("id")).isEmpty();
  }

  /** The process ends between the end of the job and the act. */
  @Test
  void isWithdrawnByTheNextProcessAfterAKill() {
    cancelled(ONE_STEP);
    rig.kill();
    runUntil(rig.outbox("two"), this::isDone);
    assertThat(reader.withdrawals()).hasSize(1);
  }

  /** The agent is called, and the process is stopped before it marks that. */
  @Test
  void isWithdrawnAgainWhenItsProcessWasStoppedBeforeTheMark() {
    holdsWithdrawals(reader);
    cancelled(ONE_STEP);
    runUntil(worker, () -> reader.withdrawals().size() == 1);
    rig.pass(LONGER_THAN_A_LEASE);
    OutboxWorker other = rig.outbox("two");
    runUntil(other, () -> reader.withdrawals().size() == 2);
    mayAnswer.countDown();
    runUntil(other, this::isDone);
    await().pollDelay(Duration.ofMillis(500)).until(() -> true); // the late answer arrives
    worker.run();
    assertThat(reader.withdrawals()).hasSize(2);
    assertThat(rows("ending.done")).hasSize(1);
  }

  @Test
  void onlyOneProcessWithdrawsAtATime() {
    holdsWithdrawals(reader);
    cancelled(ONE_STEP);
    runUntil(worker, () -> reader.withdrawals().size() == 1);
    cancelled(OTHER_STEP);
    OutboxWorker other = rig.outbox("two");
    other.run();
    assertThat(rates.withdrawals()).isEmpty();
    runUntil(worker, () -> acts("outcome").contains("done"));
    worker.stop();
    runUntil(other, () -> reader.withdrawals().size() == 2);
  }

  @Test
  void threat55AnAgentThatDoesNotAnswerDelaysOnlyItself() {
    holdsWithdrawals(reader);
    for (int i = 0; i < 6; i++) {
      cancelled(ONE_STEP);
    }
    cancelled(OTHER_STEP);
    runUntil(worker, () -> rates.withdrawals().size() == 1 && acts("outcome").contains("done"));
    worker.run();
    assertThat(reader.withdrawals()).hasSize(1);
    mayAnswer.countDown();
    runUntil(worker, () -> acts("outcome").stream().allMatch("done"::equals));
    assertThat(reader.withdrawals()).hasSize(6);
  }

  @Test
  void anAgentThatFailsRestsWithAllItsActs() {
    reader.withdraws(exchange -> TestAgent.status(exchange, 500));
    cancelled(ONE_STEP);
    cancelled(ONE_STEP);
    runUntil(worker, () -> acts("tries").contains("1"));
    worker.run();
    assertThat(reader.withdrawals()).hasSize(1);
  }

  @Test
  void anActOfAnUnknownKindIsKeptAndReported() {
    cancelled(ONE_STEP);
    rig.master.run("update ending_act set kind = 'later-kind'");
    rig.pass(Duration.ofDays(2));
    worker.run();
    rig.figures.count();
    assertThat(reader.withdrawals()).isEmpty();
    assertThat(acts("outcome")).containsExactly("null");
    assertThat(rig.figures.unknown()).isEqualTo(1);
    assertThat(rig.figures.pending()).isEqualTo(1);
    assertThat(rig.figures.oldestSeconds()).isEqualTo(Duration.ofDays(2).toSeconds());
  }

  @Test
  void anActThatCannotBeReadFails() {
    cancelled(ONE_STEP);
    rig.master.run("update ending_act set parameters = '{\"status_url\":1}'");
    runUntil(worker, () -> acts("tries").equals(List.of("1")));
    assertThat(acts("last_reason")).containsExactly("ending-unreadable");
  }

  @Test
  void aStoredUrlThatLeadsElsewhereIsNotCalled() {
    cancelled(ONE_STEP);
    rig.master.run(
        "update ending_act set parameters = '{\"attempt\":1,\"status_url\":\"%s/1\"}'"
            .formatted(rates.listed().locator()));
    runUntil(worker, () -> acts("tries").equals(List.of("1")));
    assertThat(acts("last_reason")).containsExactly("agent-status-url");
    assertThat(reader.withdrawals()).isEmpty();
    assertThat(rates.withdrawals()).isEmpty();
  }

  @Test
  void aRevokedAgentIsNotCalled() {
    cancelled(ONE_STEP);
    rig.master.inventory.revoke(reader.serial());
    runUntil(worker, () -> acts("tries").equals(List.of("1")));
    assertThat(acts("last_reason")).containsExactly("credential-revoked");
    assertThat(reader.withdrawals()).isEmpty();
  }

  @Test
  void nothingIsCalledWhileTheInventoryIsStale() {
    cancelled(ONE_STEP);
    rig.master.clock.move(Duration.ofMinutes(6));
    worker.run();
    assertThat(reader.withdrawals()).isEmpty();
    assertThat(acts("tries")).containsExactly("0");
    rig.listAgents();
    runUntil(worker, this::isDone);
  }

  @Test
  void aJobDoesNotEndWithoutItsActs() {
    String id = submitted(ONE_STEP);
    rig.master.run("alter table ending_act add constraint no_act check (tries > 0)");
    assertThatThrownBy(() -> runner.cancel(id, "cancelled-by: test"))
        .isInstanceOf(ConflictException.class);
    assertThat(rig.master.journal.find(id).orElseThrow().state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(acts("id")).isEmpty();
    rig.master.run("alter table ending_act drop constraint no_act");
    assertThat(runner.cancel(id, "cancelled-by: test")).isTrue();
    assertThat(acts("id")).hasSize(1);
  }
}
