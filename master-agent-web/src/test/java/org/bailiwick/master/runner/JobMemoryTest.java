package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.testing.TestAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory that jobs need while they run, in a heap as large as a node's. */
class JobMemoryTest {

  private static final int MIB = 1 << 20;
  private static final int JOBS = 12;

  /** The defaults of a node. */
  private static final RunnerSettings.Memory DEFAULTS =
      new RunnerSettings.Memory(500, 32 * MIB, 4 * MIB);

  /** 2 MiB of the smallest values: nearly 700,000 empty objects. */
  private static final String LARGE_JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\",\"input\":["
          + "{},".repeat(2 * MIB / 3 - 50)
          + "{}]}]}";

  private static final String SMALL_JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private final CountDownLatch answered = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    answered.countDown();
    rig.close();
  }

  /**
   * The database of this test is in the same memory, so the test counts what running the jobs adds
   * to it.
   */
  @Test
  void threat55LargeJobsOfOneCallerLeaveHalfOfTheMemoryToOthers() throws Exception {
    reader.worksUnread(
        exchange -> {
          pause();
          TestAgent.output(exchange, "{\"output\":1}");
        });
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      ids.add(rig.accept(LARGE_JOB));
    }
    long before = usedMemory();
    WorkflowRunner runner = rig.runner(new CallBounds(64, 64, 64, 64), DEFAULTS);
    runner.keepUp();
    await().atMost(Duration.ofSeconds(60)).until(() -> runner.jobsUnderWay() == JOBS);
    await().atMost(Duration.ofSeconds(30)).until(() -> runner.callsUnderWay() == 8);
    assertThat(usedMemory() - before).isLessThan(96L * MIB);
    assertThat(usedMemory()).isLessThan(Runtime.getRuntime().maxMemory() / 2);
    assertThat(rig.finished(runner, ofAnother()).state()).isEqualTo(ExecutionState.DONE);
    assertThat(runner.callsUnderWay()).isEqualTo(8);
    answered.countDown();
    assertThat(ids)
        .allSatisfy(id -> assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE));
  }

  /** A job of another caller, for an agent that answers at once. */
  private String ofAnother() {
    return rig.accept(
        UUID.randomUUID().toString(),
        rig.master.otherPartner.buyer,
        "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\"}]}");
  }

  @Test
  void threat55AJobWhoseResultsAreTooLongFails() {
    String result = "{\"output\":\"" + "x".repeat(RunnerRig.MAX_RESULTS * 2 / 3) + "\"}";
    reader.does(exchange -> TestAgent.output(exchange, result));
    JobRecord job =
        rig.finished(
            rig.runner(),
            rig.accept(
                "{\"purpose\":\"p\",\"steps\":["
                    + "{\"id\":\"a\",\"capability\":\"invoice.parse@1\"},"
                    + "{\"id\":\"b\",\"capability\":\"invoice.parse@1\",\"after\":[\"a\"]}]}"));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).contains("step b: job-results-too-long");
  }

  /** Three answers have come but for their ends, and less than one of them is in memory. */
  @Test
  void threat67LongAnswersAreNotInMemoryWhileTheyCome() throws Exception {
    rig.results = new ResultBounds(65_536, 16 * MIB, 64 * MIB, 1024L * MIB);
    CountDownLatch sent = new CountDownLatch(3);
    reader.worksUnread(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write("{\"output\":\"".getBytes(StandardCharsets.UTF_8));
          byte[] part = "x".repeat(MIB).getBytes(StandardCharsets.UTF_8);
          for (int parts = 0; parts < 15; parts++) {
            out.write(part);
          }
          out.flush();
          sent.countDown();
          pause();
          out.write("\"}".getBytes(StandardCharsets.UTF_8));
        });
    List<String> ids = List.of(rig.accept(SMALL_JOB), rig.accept(SMALL_JOB), rig.accept(SMALL_JOB));
    long before = usedMemory();
    RunnerSettings.Stored stored = new RunnerSettings.Stored(RunnerRig.RESULTS, rig.results);
    WorkflowRunner runner =
        rig.runner(
            new CallBounds(64, 64, 64, 64),
            new RunnerSettings.Memory(500, 32 * MIB, 4 * MIB, stored));
    runner.keepUp();
    assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(usedMemory() - before).isLessThan(15L * MIB);
    answered.countDown();
    assertThat(ids)
        .allSatisfy(
            id -> {
              assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
              assertThat(rig.master.journal.stored().ofJob(id).get("a").size())
                  .isEqualTo(15L * MIB + 2);
            });
  }

  @Test
  void aNodeTakesUpAsManyJobsAsItMayRunAndOthersLater() throws Exception {
    reader.worksUnread(
        exchange -> {
          pause();
          TestAgent.output(exchange, "{\"output\":1}");
        });
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2 * RunnerRig.MAX_JOBS; i++) {
      ids.add(rig.accept(SMALL_JOB));
    }
    WorkflowRunner runner = rig.runner();
    runner.keepUp();
    await().until(() -> runner.jobsUnderWay() == RunnerRig.MAX_JOBS);
    runner.keepUp();
    await().during(Duration.ofMillis(300)).until(() -> runner.jobsUnderWay() <= RunnerRig.MAX_JOBS);
    answered.countDown();
    assertThat(ids)
        .allSatisfy(id -> assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE));
  }

  private void pause() {
    try {
      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long usedMemory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
