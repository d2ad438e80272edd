package org.bailiwick.node.pace;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Times for Retry-After when the end of a fault is unknown, for instance while an HSM is away: two
 * seconds for few callers, and a random time within half a minute for many, so that they do not all
 * return at once.
 */
public final class RetryAfterSpread {
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long WINDOW = Duration.ofSeconds(1).toNanos();

  /** The number of callers that may return within a second. */
  private static final int PER_SECOND = 20;

  private final LongSupplier nanoTime;
  private final RandomGenerator random = new SplittableRandom();
  private long began;
  private int now;
  private int before;

  public RetryAfterSpread() {
    this(System::nanoTime);
  }

  RetryAfterSpread(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /** The time after which one more caller should return. */
  public synchronized Duration next() {
    long passed = nanoTime.getAsLong() - began;
    if (passed >= WINDOW) {
      before = passed < 2 * WINDOW ? now : 0;
      now = 0;
      began += passed;
    }
    int many = Math.max(before, now++);
    long room = Math.min(LONGEST.minus(SHORTEST).toMillis(), 1000L * many / PER_SECOND);
    return room == 0 ? SHORTEST : SHORTEST.plusMillis(random.nextLong(room));
  }
}
