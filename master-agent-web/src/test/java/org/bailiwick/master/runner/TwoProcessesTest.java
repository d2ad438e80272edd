package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.lease.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the Master Agent on one database, of which each may stop at any moment. */
class TwoProcessesTest {

  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final String TWO_STEPS =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"},"
          + "{\"id\":\"b\",\"capability\":\"fx.rates@1\",\"after\":[\"a\"]}]}";
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(16);

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent rates;
  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rates = rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    rig.close();
  }

  private WorkflowRunner process(String name) {
    return rig.runner(rig.leases(name), jobId -> {});
  }

  /** The first call of the agent is answered when the test says so, a later one at once. */
  private void holdFirstCall() {
    reader.does(
        exchange -> {
          boolean first = called.getCount() > 0;
          called.countDown();
          if (first) {
            meet(mayAnswer);
          }
          TestAgent.output(exchange, first ? "{\"output\":\"late\"}" : "{\"output\":\"soon\"}");
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
  void aProcessThatWasStoppedForLongerThanItsLeaseWritesAndStartsNothingMore() {
    holdFirstCall();
    WorkflowRunner stopped = process("one");
    WorkflowRunner other = process("two");
    String id = rig.accept(TWO_STEPS);
    stopped.accept(id, () -> {});
    meet(called);
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    other.keepUp();
    JobRecord job = rig.await(id);
    int rows = rig.master.audit().size();
    mayAnswer.countDown();
    await().atMost(Duration.ofSeconds(10)).until(() -> stopped.jobsUnderWay() == 0);
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.journal.find(id)).contains(job);
    assertThat(rig.master.audit()).hasSize(rows);
    assertThat(reader.orders()).hasSize(2).allMatch(o -> o.idempotencyKey().equals(id + "/a"));
    assertThat(rates.orders()).hasSize(1);
    assertThat(rates.orders().getFirst().body().toString()).contains("soon");
  }

  /** The late answer arrives while the other process is still at the same step. */
  @Test
  void theResultThatCountsIsThatOfTheProcessWithTheLease() {
    CountDownLatch secondCall = new CountDownLatch(2);
    reader.does(
        exchange -> {
          boolean first = secondCall.getCount() == 2;
          secondCall.countDown();
          meet(first ? secondCall : mayAnswer);
          TestAgent.output(exchange, first ? "{\"output\":\"late\"}" : "{\"output\":\"soon\"}");
        });
    WorkflowRunner stopped = process("one");
    WorkflowRunner other = process("two");
    String id = rig.accept(TWO_STEPS);
    stopped.accept(id, () -> {});
    await().until(() -> secondCall.getCount() == 1);
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    other.keepUp();
    await().atMost(Duration.ofSeconds(10)).until(() -> stopped.jobsUnderWay() == 0);
    assertThat(rates.orders()).isEmpty();
    mayAnswer.countDown();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(rates.orders().getFirst().body().toString()).contains("soon");
  }

  @Test
  void aProcessThatWasStoppedAfterTheReleaseDoesNotCallTheAgent() {
    WorkflowRunner runner =
        rig.runner(
            new Lease(rig.master.writer, "one", rig.master.clock, nanos::get),
            // The step has been released, and its agent is called next.
            jobId -> nanos.accumulateAndGet(LONGER_THAN_A_LEASE.toNanos(), Math::max));
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> attempts(id) == 1 && reason(id).contains("lease-lapsed"));
    assertThat(reader.orders()).isEmpty();
    runner.keepUp();
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(job.steps().getFirst().attempts().getFirst().reason())
        .contains("agent-not-reached: lease-lapsed");
    assertThat(reader.orders()).hasSize(1);
  }

  private int attempts(String id) {
    return rig.master.journal.find(id).orElseThrow().steps().getFirst().attempts().size();
  }

  private String reason(String id) {
    return rig.master.journal.find(id).orElseThrow().steps().getFirst().reason().orElse("");
  }

  /** Nobody has taken the job over, so what the process did meanwhile is not lost. */
  @Test
  void aProcessThatWasStoppedAndIsStillTheLastHolderGoesOn() {
    holdFirstCall();
    WorkflowRunner runner = process("one");
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    meet(called);
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    mayAnswer.countDown();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders()).hasSize(1);
  }

  @Test
  void theNextProcessOfANodeWaitsForTheLeaseOfAKilledOne() {
    holdFirstCall();
    WorkflowRunner killed = process("domain/1");
    String id = rig.accept(ONE_STEP);
    killed.accept(id, () -> {});
    meet(called);
    rig.kill();
    WorkflowRunner next = process("domain/2");
    next.keepUp();
    assertThat(next.jobsUnderWay()).isZero();
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    next.keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void aProcessThatEndsInOrderLeavesItsJobsToOthersAtOnce() {
    holdFirstCall();
    WorkflowRunner ending = process("one");
    WorkflowRunner other = process("two");
    String id = rig.accept(ONE_STEP);
    ending.accept(id, () -> {});
    meet(called);
    ending.stop();
    other.keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ending.jobsUnderWay()).isZero();
  }

  @Test
  void aJobThatIsCancelledAtOneNodeStopsAtTheOther() {
    holdFirstCall();
    WorkflowRunner executing = process("one");
    WorkflowRunner asked = process("two");
    executing.follow();
    String id = rig.accept(ONE_STEP);
    executing.accept(id, () -> {});
    meet(called);
    executing.follow();
    assertThat(executing.jobsUnderWay()).isEqualTo(1);
    assertThat(asked.cancel(id, "cancelled-by: test")).isTrue();
    executing.follow();
    assertThat(executing.jobsUnderWay()).isZero();
    await().atMost(Duration.ofSeconds(5)).until(() -> executing.callsUnderWay() == 0);
  }

  @Test
  void theEndOfAJobReachesTheStreamsOfTheOtherNode() {
    List<String> told = new CopyOnWriteArrayList<>();
    WorkflowRunner asked = rig.runner(rig.leases("two"), told::add);
    asked.follow();
    String id = rig.accept(ONE_STEP);
    rig.finished(process("one"), id);
    asked.follow();
    assertThat(told).contains(id);
  }

  @Test
  void aJobThatOneNodeHasNoRoomForBeginsAtTheOther() {
    WorkflowRunner other = process("two");
    other.follow();
    WorkflowRunner full =
        rig.runner(
            new CallBounds(1, 1, 1, 1),
            new RunnerSettings.Memory(-1, 1 << 24, 1000),
            rig.leases("one"),
            jobId -> {});
    String id = rig.storeAt(full, ONE_STEP);
    full.accept(id, () -> {});
    other.follow();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void aJobThatOneNodeIsAboutToBeginIsNotTakenByTheOther() {
    WorkflowRunner other = process("two");
    other.follow();
    String id = rig.storeAt(process("one"), ONE_STEP);
    other.follow();
    other.keepUp();
    await().during(Duration.ofMillis(500)).until(() -> reader.orders().isEmpty());
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    other.keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void acceptedWorkIsPolledByTheProcessThatHasTakenTheJobOver() {
    reader.does(exchange -> TestAgent.accepted(exchange, "/work/orders/7", "submitted"));
    WorkflowRunner other = process("two");
    rig.polls = new RunnerSettings.Polls(Duration.ofHours(1), Duration.ofHours(1));
    WorkflowRunner stopped = process("one");
    String id = rig.accept(ONE_STEP);
    stopped.accept(id, () -> {});
    await().until(() -> stopped.stepsFollowed() == 1);
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    other.keepUp();
    JobRecord job = rig.await(id);
    stopped.keepUp();
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(job.steps().getFirst().attempts()).hasSize(1);
    assertThat(reader.orders()).hasSize(1);
    assertThat(reader.polls().stream().map(TestAgent.Poll::token).distinct()).hasSize(1);
    assertThat(stopped.stepsFollowed()).isZero();
  }

  @Test
  void workThatIsAcceptedAfterTheLeaseIsLostIsNotFollowed() {
    reader.does(
        exchange -> {
          boolean first = called.getCount() > 0;
          called.countDown();
          if (first) {
            meet(mayAnswer);
            TestAgent.accepted(exchange, "/work/orders/7", "submitted");
          } else {
            TestAgent.output(exchange, "{\"output\":\"soon\"}");
          }
        });
    WorkflowRunner stopped = process("one");
    WorkflowRunner other = process("two");
    String id = rig.accept(ONE_STEP);
    stopped.accept(id, () -> {});
    meet(called);
    rig.master.clock.move(LONGER_THAN_A_LEASE);
    other.keepUp();
    JobRecord job = rig.await(id);
    mayAnswer.countDown();
    await().atMost(Duration.ofSeconds(10)).until(() -> stopped.jobsUnderWay() == 0);
    assertThat(rig.master.journal.find(id)).contains(job);
    assertThat(reader.polls()).isEmpty();
  }
}
