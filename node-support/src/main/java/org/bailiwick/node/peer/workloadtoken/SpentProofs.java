package org.bailiwick.node.peer.workloadtoken;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The proofs that were used at this node and have not expired, so that none counts twice (WPT
 * section 2, jti) and a repeated one costs no question to the database. The number per key is
 * bounded, so that one agent cannot use up the room of all others.
 */
final class SpentProofs {
  private static final int MAX_PROOFS = 100_000;
  private static final int MAX_PER_KEY = 5_000;

  private final Clock clock;
  private final Map<String, Map<String, Instant>> spent = new HashMap<>();
  private int held;
  private Instant nextSweep = Instant.MIN;

  SpentProofs(Clock clock) {
    this.clock = clock;
  }

  /** Adds a proof, and returns false if it was used before. */
  synchronized boolean add(String key, String id, Instant end) {
    Instant now = clock.instant();
    if (now.isAfter(nextSweep) || held >= MAX_PROOFS) {
      sweep(now);
    }
    Map<String, Instant> ofKey = spent.computeIfAbsent(key, any -> new HashMap<>());
    if (ofKey.containsKey(id)) {
      return false;
    }
    if (held >= MAX_PROOFS || ofKey.size() >= MAX_PER_KEY) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "wpt-many", "Too many proofs are in use");
    }
    ofKey.put(id, end);
    held++;
    return true;
  }

  private void sweep(Instant now) {
    spent.values().forEach(ofKey -> ofKey.values().removeIf(each -> !now.isBefore(each)));
    spent.values().removeIf(Map::isEmpty);
    held = spent.values().stream().mapToInt(Map::size).sum();
    nextSweep = now.plusSeconds(1);
  }
}
