package org.bailiwick.aca.issuance;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processor time of a whole issue without HTTP, container and HSM: every enrolment from a device of
 * its own, the issuing key in memory (the platform's provider signs), the ledger in an H2 file as
 * the launcher opens it or in the database that {@code -Dmeasure.url} names. Not a test; {@code
 * -Dmeasure.issues=3000} runs six rounds of that many, {@code -Dmeasure.recording=FILE} records the
 * last with Java Flight Recorder.
 */
@EnabledIfSystemProperty(named = "measure.issues", matches = "[0-9]+")
class IssuanceMeasurement {
  private static final int ROUNDS = 6;
  private static final int CALLERS = Integer.getInteger("measure.callers", 8);

  @TempDir Path folder;

  @Test
  void measure() throws Exception {
    String url =
        System.getProperty(
            "measure.url", "jdbc:h2:file:" + folder.resolve("aca") + ";WRITE_DELAY=0");
    try (IssuerFixture fixture =
        new IssuerFixture(folder, TestLedger.open(url, Clock.systemUTC()))) {
      for (int round = 1; round <= ROUNDS; round++) {
        Queue<Submission> submissions = prepare(fixture, round);
        if (round == ROUNDS && System.getProperty("measure.recording") != null) {
          recorded(() -> post(fixture, submissions));
        } else {
          post(fixture, submissions);
        }
      }
    }
  }

  private static Queue<Submission> prepare(IssuerFixture fixture, int round) {
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

  private static void post(IssuerFixture fixture, Queue<Submission> submissions) {
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
    System.out.printf(
        "%d issues, %d callers: %.0f/s, %.0f us of processor time each%n",
        count,
        CALLERS,
        count / ((System.nanoTime() - began) / 1e9),
        (system.getProcessCpuTime() - processor) / 1e3 / count);
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

  private static void recorded(Runnable work) throws Exception {
    try (Recording recording = new Recording(profile())) {
      recording.start();
      work.run();
      recording.dump(Path.of(System.getProperty("measure.recording")));
    }
  }

  private static Configuration profile() throws java.io.IOException, ParseException {
    return Configuration.getConfiguration("profile");
  }
}
