package org.bailiwick.node.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Times for Retry-After when a node is busy. Each refused caller gets the time at which all callers
 * before it should have been served, at the recent rate of service. Under a flood the rate is lower
 * than after it, so no time is above a minute; a longer one is replaced by a random time of 30 to
 * 60 seconds.
 */
public final class RetryTimes {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final double NANOS = 1e9;

  private final InstantSource clock;
  private final RandomGenerator spread = new SplittableRandom();
  private final ServiceRate rate;
  private double queue;
  private Instant counted = Instant.EPOCH;

  /**
   * @param assumed requests per second until the rate has been counted; better too low, since a
   *     caller that returns too early is refused again
   */
  public RetryTimes(InstantSource clock, double assumed) {
    this.clock = clock;
    this.rate = new ServiceRate(assumed);
  }

  /** Counts a served request. */
  public synchronized void served() {
    rate.served(clock.instant());
  }

  /** The time after which one more refused caller should return. */
  public synchronized Duration next() {
    Instant now = clock.instant();
    double perSecond = rate.refused(now);
    queue = Math.max(0, queue - perSecond * Duration.between(counted, now).toNanos() / NANOS);
    counted = now;
    Duration wait = SHORTEST.plusNanos((long) (queue / perSecond * NANOS));
    if (wait.compareTo(LONGEST) > 0) {
      return LONGEST.minusMillis(spread.nextLong(LONGEST.toMillis() / 2));
    }
    queue++;
    return wait;
  }
}
