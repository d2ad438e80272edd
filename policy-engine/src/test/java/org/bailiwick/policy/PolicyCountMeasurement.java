package org.bailiwick.policy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures decisions by 10, 100, 1,000 and 10,000 policies of an application, and the longest pause
 * of one that asks while 10,000 policies are loaded anew. It is not a test: {@code
 * -Dmeasure.policies=20000} makes rounds of 20,000 decisions and prints the fastest.
 */
@EnabledIfSystemProperty(named = "measure.policies", matches = "[0-9]+")
class PolicyCountMeasurement {
  private static final int[] COUNTS = {10, 100, 1_000, 10_000};
  private static final int ROUNDS = 4;
  private static final CedarDecisionPoint.ApplicationAction READ =
      new CedarDecisionPoint.ApplicationAction("shop", "read");

  private static final AtomicLong ASKED = new AtomicLong();

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @Test
  void measure() throws Exception {
    int decisions = Integer.getInteger("measure.policies");
    for (int count : COUNTS) {
      TestFolder files = ShopFolder.of(folder.resolve("p" + count), count);
      long before = System.nanoTime();
      CedarDecisionPoint point = CedarDecisionPoint.load(files.path());
      double loading = (System.nanoTime() - before) / 1e6;
      double best = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long start = threads.getCurrentThreadCpuTime();
        ask(point, count, decisions);
        best = Math.min(best, (threads.getCurrentThreadCpuTime() - start) / 1e3 / decisions);
      }
      System.out.printf(
          "%6d policies: loaded in %.0f ms; %.1f us of processor time a decision, %.0f a second%n",
          count, loading, best, 1e6 / best);
      if (count == COUNTS[COUNTS.length - 1]) {
        pause(point, files, count);
      }
    }
  }

  /** Each question is asked once, since an answer is remembered. */
  private static void ask(CedarDecisionPoint point, int count, int decisions) {
    for (int i = 0; i < decisions; i++) {
      Decision decision =
          point.decide(
              READ,
              new Entity("User", "u" + ASKED.incrementAndGet(), Map.of("level", 5L)),
              new Entity("Record", "r" + i * 7919L % count, Map.of()),
              Map.of());
      if (!(decision instanceof Decision.Permit)) {
        throw new IllegalStateException(decision.toString());
      }
    }
  }

  private static void pause(CedarDecisionPoint point, TestFolder files, int count)
      throws InterruptedException {
    AtomicBoolean loading = new AtomicBoolean(true);
    AtomicLong longest = new AtomicLong();
    AtomicLong asked = new AtomicLong();
    Thread asker =
        new Thread(
            () -> {
              while (loading.get()) {
                long before = System.nanoTime();
                ask(point, count, 1);
                asked.incrementAndGet();
                longest.accumulateAndGet(System.nanoTime() - before, Math::max);
              }
            });
    asker.start();
    for (int version = 2; version < 5; version++) {
      files.seal(version);
      long before = System.nanoTime();
      point.reload();
      System.out.printf(
          "reloaded in %.0f ms; %d asked, longest decision so far %.1f ms%n",
          (System.nanoTime() - before) / 1e6, asked.get(), longest.get() / 1e6);
    }
    loading.set(false);
    asker.join();
  }
}
