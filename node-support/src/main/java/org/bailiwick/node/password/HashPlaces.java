package org.bailiwick.node.password;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A bounded number of places for computations that need much memory and time. Those who wait are
 * served in the order in which they came. Each account has a share of the places and of the queue,
 * so that one of them leaves room for others.
 */
public final class HashPlaces {

  /** So many waiting ones for each place; with 0.1 s each, the last one waits for about 0.5 s. */
  private static final int WAITING_FOR_EACH = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Semaphore places;
  private final int most;
  private final Duration patience;
  private final Map<String, Integer> inside = new HashMap<>();
  private int all;

  /**
   * @param atOnce the most computations at once
   */
  public HashPlaces(int atOnce) {
    this(atOnce, PATIENCE);
  }

  HashPlaces(int atOnce, Duration patience) {
    this.places = new Semaphore(atOnce, true);
    this.most = atOnce * (1 + WAITING_FOR_EACH);
    this.patience = patience;
  }

  /**
   * Does the work in a place.
   *
   * @throws ProblemException too-many-requests when this account has its share, node-busy when all
   *     places and the queue are taken or none gets free in time; nothing was done then
   */
  public <T> T within(String account, Supplier<T> work) {
    enter(account);
    try {
      if (!tookPlace()) {
        throw busy();
      }
      try {
        return work.get();
      } finally {
        places.release();
      }
    } finally {
      leave(account);
    }
  }

  private synchronized void enter(String account) {
    if (all >= most) {
      throw busy();
    }
    if (inside.getOrDefault(account, 0) >= Math.max(1, most / 2)) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "password-checks-per-account",
              "Too many passwords of this account are being verified; see Retry-After.")
          .after(RETRY_AFTER);
    }
    all++;
    inside.merge(account, 1, Integer::sum);
  }

  private synchronized void leave(String account) {
    all--;
    inside.computeIfPresent(account, (name, count) -> count > 1 ? count - 1 : null);
  }

  private boolean tookPlace() {
    try {
      return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ProblemException busy() {
    return new ProblemException(
            ProblemType.NODE_BUSY,
            "password-checks-at-once",
            "Too many passwords are being verified; see Retry-After.")
        .after(RETRY_AFTER);
  }
}
