package org.bailiwick.aca.issuance;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast enrolments are served while more come than that, counted over windows of two seconds.
 * Counted and not computed from how long one takes, which under a storm is waiting, mostly. A
 * window in which nobody was refused says nothing of what could be served, and leaves the estimate
 * as it was.
 */
final class ServiceRate {

  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final double NANOS = 1e9;

  /** A second, until a first window has been counted. */
  private static final double ASSUMED = 200;

  /** Never so slow that one refusal would fill the longest wait. */
  private static final double SLOWEST = 1;

  /** Weight of the newest window in the average of rates. */
  private static final double SHARE = 0.25;

  private double perSecond = ASSUMED;
  private Instant began = Instant.EPOCH;
  private int served;
  private boolean pressed;

  /** One more was served. */
  synchronized void served(Instant now) {
    roll(now);
    served++;
  }

  /** One more was refused; the time between two that are served. */
  synchronized Duration refused(Instant now) {
    roll(now);
    pressed = true;
    return Duration.ofNanos((long) (NANOS / perSecond));
  }

  private void roll(Instant now) {
    Duration passed = Duration.between(began, now);
    if (passed.compareTo(WINDOW) < 0) {
      return;
    }
    // A window that ends late says how long nobody came, and not how fast those who came were
    // served.
    if (pressed && passed.compareTo(WINDOW.multipliedBy(2)) < 0) {
      double measured = served * NANOS / passed.toNanos();
      perSecond = Math.max(SLOWEST, perSecond + (measured - perSecond) * SHARE);
    }
    began = now;
    served = 0;
    pressed = false;
  }
}
