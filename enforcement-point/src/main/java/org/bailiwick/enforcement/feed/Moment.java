package org.bailiwick.enforcement.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A time on two clocks. The monotonic one stands still while the machine is suspended, and the
 * other one may be set, so the longer time of both has passed.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Moment(long nanos, Instant instant) {

  static Moment now(InstantSource clock) {
    return new Moment(System.nanoTime(), clock.instant());
  }

  /** How long before the other moment this one was. */
  Duration until(Moment later) {
    Duration monotonic = Duration.ofNanos(later.nanos - nanos);
    Duration set = Duration.between(instant, later.instant);
    return set.compareTo(monotonic) > 0 ? set : monotonic;
  }
}
