package org.bailiwick.node.pace;

import java.time.Duration;
import java.time.Instant;

/**
 * The rate of service under overload, counted in windows of a second. The duration of a request is
 * no measure, since under overload it is mostly waiting. A window without a refusal does not show
 * how much could be served and is ignored. The first counted window replaces the assumed rate.
 */
final class ServiceRate {

  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;

  /** Lowest rate, so that one refusal does not fill the longest wait. */
  private static final double SLOWEST = 1;

  /** Weight of the newest window in the moving average. */
  private static final double SHARE = 0.5;

  private double perSecond;
  private boolean measured;
  private Instant began = Instant.EPOCH;
  private int served;
  private boolean pressed;

  /**
   * @param assumed requests per second until a window has been counted
   */
  ServiceRate(double assumed) {
    this.perSecond = assumed;
  }

  /** Counts a served request. */
  void served(Instant now) {
    roll(now);
    served++;
  }

  /** Notes a refusal and returns the requests per second. */
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
    // A window that ends late had no requests at its end, so it does not show the rate.
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
