package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.pace.RetryTimes;

/**
 * Bounds new enrolments, so that renewals go first under load: an agent that renews would lose its
 * credential. A limited number is served at once, and a few for each of these wait briefly. The
 * others are told, before costly checks, when to try again ({@link RetryTimes}).
 */
@Singleton
final class NewEnrolments {

  /**
   * Bounds of the number and time of waiting requests for each place, since each of them holds a
   * thread of the server.
   */
  private static final int WAITING_FOR_EACH = 4;

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /** Enrolments served per second, assumed until they have been counted. */
  private static final double ASSUMED = 50;

  private final Duration maxWait;
  private final Semaphore places;
  private final Semaphore waiting;
  private final RetryTimes times;

  @Inject
  NewEnrolments(AcaSettings settings, @ForAca Clock clock) {
    this(settings.enrolments().newAtOnce(), MAX_WAIT, clock);
  }

  NewEnrolments(int atOnce, Duration maxWait, InstantSource clock) {
    this.maxWait = maxWait;
    this.places = new Semaphore(atOnce, true);
    this.waiting = new Semaphore(WAITING_FOR_EACH * atOnce);
    this.times = new RetryTimes(clock, ASSUMED);
  }

  /**
   * Serves a new enrolment when there is a place.
   *
   * @throws ProblemException AUTHORITY_BUSY with the time to wait
   */
  <T> T serve(Supplier<T> enrolment) {
    if (!places.tryAcquire() && !waited()) {
      throw new ProblemException(
              ProblemType.AUTHORITY_BUSY,
              "new-enrolment-postponed",
              "More agents enrol than can be served, and renewals go first; Retry-After says when"
                  + " to try again.")
          .after(times.next());
    }
    try {
      T served = enrolment.get();
      times.served();
      return served;
    } finally {
      places.release();
    }
  }

  /** Waits for a place if few others wait; returns whether the request got one. */
  private boolean waited() {
    if (!waiting.tryAcquire()) {
      return false;
    }
    try {
      return places.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.release();
    }
  }
}
