package org.bailiwick.node.pace;

import java.time.Duration;
import java.time.Instant;

/**
 * The rate of service under overload, counted over windows of a second. Counted and not computed
 * from how long one takes, which under a storm is waiting, mostly. A window in which nobody was
 * refused says nothing of what could be served, and leaves the estimate as it was. The first one
 * that says something replaces what was assumed.
 */
final class ServiceRate {

  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;

  /** Never so slow that one refusal would fill the longest wait. */
  private static final double SLOWEST = 1;

  /** Weight of the newest window in the average of rates. */
  private static final double SHARE = 0.5;

  private double perSecond;
  private boolean measured;
  private Instant began = Instant.EPOCH;
  private int served;
  private boolean pressed;

  /**
   * @param assumed a second, until a first window has been counted
   */
  ServiceRate(double assumed) {
    this.perSecond = assumed;
  }

  /** One more was served. */
  void served(Instant now) {
    roll(now);
    served++;
  }

  /** One more was refused; how many are served a second. */
  double refused(Instant now) {
    roll(now);
    pressed = true;
    return perSecond;
  }

  private void roll(Instant now) {
    Duration passed = Duration.between(began, now);
    if (passed.compareTo(WINDOW) < 0) {
      return;
    }
    // A window that ends late says how long nobody came, and not how fast those who came were
    // served.
    if (pressed && passed.compareTo(WINDOW.multipliedBy(2)) < 0) {
      double counted = Math.max(SLOWEST, served * NANOS / passed.toNanos());
      perSecond = measured ? perSecond + (counted - perSecond) * SHARE : counted;
      measured = true;
    }
    began = now;
    served = 0;
    pressed = false;
  }
}
