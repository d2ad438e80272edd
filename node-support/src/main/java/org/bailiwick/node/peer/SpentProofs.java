package org.bailiwick.node.peer;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The proofs that were shown and have not ended: none counts twice (WPT section 2, jti). */
final class SpentProofs {
  private static final int MOST = 100_000;

  private final Clock clock;
  private final Map<String, Instant> spent = new HashMap<>();
  private Instant nextSweep = Instant.MIN;

  SpentProofs(Clock clock) {
    this.clock = clock;
  }

  /** Notes a proof; false if it was shown before. */
  synchronized boolean add(String id, Instant end) {
    Instant now = clock.instant();
    if (now.isAfter(nextSweep) || spent.size() >= MOST) {
      spent.values().removeIf(each -> !now.isBefore(each));
      nextSweep = now.plusSeconds(1);
    }
    if (spent.size() >= MOST) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "wpt-many", "Too many proofs are in use");
    }
    return spent.putIfAbsent(id, end) == null;
  }
}
