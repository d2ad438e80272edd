package org.bailiwick.master.introspection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Bounds how many requests ask the servers of one partner at once, and how many wait for that, so
 * that a server which does not answer holds few threads of this node.
 */
final class AskingPlaces {

  static final int AT_ONCE = 4;
  static final int MOST_WAITING = 12;

  private final Map<TrustDomain, Semaphore> places = new ConcurrentHashMap<>();

  /**
   * Asks when there is a place for this partner.
   *
   * @param patience how long to wait for one
   * @throws ProblemException dependency-unavailable with check introspection-busy when there is
   *     none
   */
  <T> T ask(TrustDomain partner, Duration patience, Supplier<T> question) {
    Semaphore ofPartner = places.computeIfAbsent(partner, domain -> new Semaphore(AT_ONCE));
    if (!isMine(ofPartner, patience)) {
      throw Introspection.unavailable("busy", null);
    }
    try {
      return question.get();
    } finally {
      ofPartner.release();
    }
  }

  private static boolean isMine(Semaphore places, Duration patience) {
    if (places.tryAcquire()) {
      return true;
    }
    if (patience.isZero() || places.getQueueLength() >= MOST_WAITING) {
      return false;
    }
    try {
      return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
