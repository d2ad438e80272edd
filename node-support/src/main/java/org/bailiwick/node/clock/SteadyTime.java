package org.bailiwick.node.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Two clocks, so that a jump of the system clock neither lists expired records nor removes valid
 * ones. The second is set from the system clock at start and then counts elapsed time. Searches
 * compare with {@link #latest}, so an agent is hidden when one clock says that it has expired;
 * records are marked expired by {@link #earliest}, when both say so.
 */
public final class SteadyTime {
  private final Clock clock;
  private final LongSupplier nanos;
  private final Instant started;
  private final long startedNanos;

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  public SteadyTime(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.started = clock.instant();
    this.startedNanos = nanos.getAsLong();
  }

  public Instant latest() {
    Instant system = clock.instant();
    Instant counted = counted();
    return system.isAfter(counted) ? system : counted;
  }

  public Instant earliest() {
    Instant system = clock.instant();
    Instant counted = counted();
    return system.isBefore(counted) ? system : counted;
  }

  /** How far the system clock is ahead of the second; negative if it is behind. */
  public Duration drift() {
    return Duration.between(counted(), clock.instant());
  }

  private Instant counted() {
    return started.plusNanos(nanos.getAsLong() - startedNanos);
  }
}
