package org.bailiwick.ars.identifier.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Bounds the proofs that a node checks: one at a time and one in two seconds for each agent, and
 * few at once, because a proof may wait for another server.
 */
final class ProofPace {
  static final Duration PACE = Duration.ofSeconds(2);
  private static final int AT_ONCE = 8;
  private static final int MOST_REMEMBERED = 10_000;

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, Long> last = new HashMap<>();
  private final LongSupplier nanos;

  /**
   * @param nanos counts the time, as {@link System#nanoTime}
   */
  ProofPace(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Runs the check of a proof of this agent.
   *
   * @throws ProblemException too-many-requests, or node-busy
   */
  <T> T within(String agent, Supplier<T> check) {
    requirePace(agent);
    if (!places.tryAcquire()) {
      throw new ProblemException(
              ProblemType.NODE_BUSY,
              "identifier-proofs-busy",
              "The registry checks as many proofs at once as it may")
          .after(PACE);
    }
    try {
      return check.get();
    } finally {
      places.release();
      touch(agent);
    }
  }

  private synchronized void requirePace(String agent) {
    long now = nanos.getAsLong();
    Long before = last.get(agent);
    if (before != null && now - before < PACE.toNanos()) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "identifier-proof-pace",
              "An agent has one proof checked in " + PACE.toSeconds() + " seconds")
          .after(PACE);
    }
    if (last.size() >= MOST_REMEMBERED) {
      last.values().removeIf(each -> now - each >= PACE.toNanos());
    }
    if (last.size() >= MOST_REMEMBERED) {
      throw new ProblemException(
          ProblemType.NODE_BUSY, "identifier-proofs-busy", "Too many agents prove identifiers");
    }
    // Far ahead, so that a second proof of the agent waits for the end of this one.
    last.put(agent, now + Duration.ofMinutes(1).toNanos());
  }

  private synchronized void touch(String agent) {
    last.put(agent, nanos.getAsLong());
  }
}
