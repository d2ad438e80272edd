package org.bailiwick.aca.issuance;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processor time of a whole issue without HTTP, container and HSM: every enrolment from a device of
 * its own, the issuing key in memory (the platform's provider signs), the ledger in an H2 file as
 * the launcher opens it or in the database that {@code -Dmeasure.url} names. Not a test; {@code
 * -Dmeasure.issues=3000} runs ten rounds of that many ({@code -Dmeasure.rounds}), {@code
 * -Dmeasure.recording=FILE} records the last two with Java Flight Recorder and writes the last.
 */
@EnabledIfSystemProperty(named = "measure.issues", matches = "[0-9]+")
class IssuanceMeasurement {
  private static final int ROUNDS = Integer.getInteger("measure.rounds", 10);
  private static final int CALLERS = Integer.getInteger("measure.callers", 8);

  @TempDir Path folder;

  @Test
  void measure() throws Exception {
    String url =
        System.getProperty(
            "measure.url", "jdbc:h2:file:" + folder.resolve("aca") + ";WRITE_DELAY=0");
    try (IssuerFixture fixture =
        new IssuerFixture(folder, TestLedger.open(url, Clock.systemUTC()))) {
      for (int round = 1; round < ROUNDS; round++) {
        post(fixture, prepare(fixture, round));
      }
      String recording = System.getProperty("measure.recording");
      if (recording == null) {
        post(fixture, prepare(fixture, ROUNDS));
      } else {
        record(fixture, Path.of(recording));
      }
    }
  }

  /** The start of a recording throws compiled code away, so a round comes before what is kept. */
  private static void record(IssuerFixture fixture, Path file) throws IOException {
    try (Recording warming = samples();
        Recording kept = samples()) {
      warming.start();
      post(fixture, prepare(fixture, ROUNDS));
      Queue<Submission> last = prepare(fixture, ROUNDS + 1);
      kept.start();
      post(fixture, last);
      kept.dump(file);
    }
  }

  private static Recording samples() {
    Recording recording = new Recording();
    Duration period = Duration.ofMillis(10);
    recording.enable("jdk.ExecutionSample").withPeriod(period);
    recording.enable("jdk.NativeMethodSample").withPeriod(period);
    return recording;
  }

  static Queue<Submission> prepare(IssuerFixture fixture, int round) {
    return new ConcurrentLinkedQueue<>(
        IntStream.range(0, Integer.getInteger("measure.issues"))
            .parallel()
            .mapToObj(
                number -> {
                  TestDevice device = fixture.device();
                  device.request.put("name", "agent-" + round + "-" + number);
                  return device.send();
                })
            .toList());
  }

  /**
   * The cost of a round.
   *
   * @param rate issues a second
   * @param processor microseconds of this process's time an issue; a server's are not among them
   */
  record Round(double rate, double processor) {}

  static Round post(IssuerFixture fixture, Queue<Submission> submissions) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int count = submissions.size();
    long began = System.nanoTime();
    long processor = system.getProcessCpuTime();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          Thread.ofPlatform().name("caller-" + i).start(() -> issueAll(fixture, submissions)));
    }
    callers.forEach(IssuanceMeasurement::join);
    double each = (system.getProcessCpuTime() - processor) / 1e3 / count;
    double rate = count / ((System.nanoTime() - began) / 1e9);
    System.out.printf(
        "%d issues, %d callers: %.0f/s, %.0f us of processor time each%n",
        count, CALLERS, rate, each);
    return new Round(rate, each);
  }

  private static void issueAll(IssuerFixture fixture, Queue<Submission> submissions) {
    for (Submission next = submissions.poll(); next != null; next = submissions.poll()) {
      fixture.issue(next);
    }
  }

  private static void join(Thread caller) {
    try {
      caller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
