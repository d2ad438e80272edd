package org.bailiwick.bench.policy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;

/**
 * Measures decisions about the application of {@code bench/lib/policies.sh} in one thread, by
 * several numbers of policies in turn. Each question is about another record than the one before,
 * and every second one is denied.
 */
public final class EmbeddedDecisions {
  private static final CedarDecisionPoint.ApplicationAction READ =
      new CedarDecisionPoint.ApplicationAction("bench", "read");
  private static final Map<String, Object> CLERK = Map.of("role", "clerk", "department", "sales");

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A prime, so that all records have their turn. */
  private static final int STEP = 7919;

  /** Between two looks at the clock. */
  private static final int BLOCK = 20;

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final int count;
  private final CedarDecisionPoint point;
  private int asked;

  private EmbeddedDecisions(int count, CedarDecisionPoint point) {
    this.count = count;
    this.point = point;
  }

  /**
   * The arguments are rounds, seconds of a round, and {@code COUNT=POLICY-FOLDER} several times.
   */
  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[0]);
    Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[1]));
    List<EmbeddedDecisions> all = new ArrayList<>();
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      String[] parts = argument.split("=", 2);
      all.add(loaded(Integer.parseInt(parts[0]), Path.of(parts[1])));
    }
    // The first round is the warm-up.
    for (int round = 0; round <= rounds; round++) {
      for (EmbeddedDecisions each : all) {
        double micros = each.micros(duration);
        if (round > 0) {
          print("policies=%d round=%d decision-us=%.2f", each.count, round, micros);
        }
      }
    }
  }

  private static EmbeddedDecisions loaded(int count, Path folder) {
    long began = System.nanoTime();
    CedarDecisionPoint point = CedarDecisionPoint.load(folder);
    print("policies=%d loaded-ms=%.0f", count, (System.nanoTime() - began) / NANOS_PER_MILLI);
    return new EmbeddedDecisions(count, point);
  }

  private static void print(String format, Object... arguments) {
    System.out.println("measure=embedded " + String.format(Locale.ROOT, format, arguments));
  }

  /** The processor time of one decision, which other load on the machine changes little. */
  private double micros(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    long began = THREADS.getCurrentThreadCpuTime();
    long decided = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < BLOCK; i++) {
        decide();
      }
      decided += BLOCK;
    }
    return (THREADS.getCurrentThreadCpuTime() - began) / NANOS_PER_MICRO / decided;
  }

  private void decide() {
    boolean permitted = asked % 2 == 0;
    int number = (int) ((long) asked++ * STEP % count) + 1;
    Entity asset =
        new Entity("record", "r-" + number, Map.of("department", permitted ? "sales" : "stores"));
    // Another clerk each time: an answer that is remembered would be no decision.
    Entity clerk = new Entity("user", "clerk-" + asked, CLERK);
    Decision decision = point.decide(READ, clerk, asset, Map.of());
    if (decision instanceof Decision.Permit != permitted) {
      throw new IllegalStateException(asset + ": " + decision);
    }
  }
}
