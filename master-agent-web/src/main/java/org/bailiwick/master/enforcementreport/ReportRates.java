package org.bailiwick.master.enforcementreport;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * How much each enforcement point may say to this node. A commit counts as {@value #COMMIT}, and
 * each row of the audit log as one more; {@value #PER_SECOND} a second may be said in the long run,
 * and {@value #MOST} at once. One that reports all it can at its own pace says less than half of
 * that.
 */
final class ReportRates {
  private static final int COMMIT = 10;
  private static final int PER_SECOND = 200;
  private static final int MOST = 2000;
  private static final long NANOS = Duration.ofSeconds(1).toNanos() / PER_SECOND;

  private final LongSupplier nanoTime;

  /** For each point the time at which it may say the most again. */
  private final Map<String, Long> full = new HashMap<>();

  ReportRates(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Counts a commit with so many rows. Only names of described enforcement points may be counted,
   * whose number is bounded.
   *
   * @throws ProblemException too-many-requests with check enforcement-reports and a time after
   *     which there is room; nothing was counted then
   */
  synchronized void count(String point, int rows) {
    long now = nanoTime.getAsLong();
    long filled = full.getOrDefault(point, now);
    long next = (filled - now > 0 ? filled : now) + (COMMIT + rows) * NANOS;
    long excess = next - now - MOST * NANOS;
    if (excess > 0) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "enforcement-reports",
              "The enforcement point says more than a node takes of one; see Retry-After.")
          .after(Duration.ofSeconds(1).plusNanos(excess));
    }
    full.put(point, next);
  }
}
