package org.bailiwick.node.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Tells each who is refused for want of room another moment to come again: when those before it
 * have been served, at the pace at which others were served lately. So what is told grows with the
 * queue, and the queue shrinks as time passes. While thousands arrive fewer are served than
 * afterwards, so nobody is told more than a minute; whose turn would be later comes at some moment
 * of its second half.
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
   * @param assumed how many are served a second, until that has been counted; rather too few: too
   *     early is another refusal, too late a little patience
   */
  public RetryTimes(InstantSource clock, double assumed) {
    this.clock = clock;
    this.rate = new ServiceRate(assumed);
  }

  /** One more was served. */
  public synchronized void served() {
    rate.served(clock.instant());
  }

  /** After how long one more who is refused should come again. */
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
