package org.bailiwick.node.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The time from which rows of a database are read again, by nodes whose clocks may differ and jump.
 * Readings overlap, since commits may be out of order. If the clock has advanced by more than the
 * time that has passed, only that time counts, since the clocks of other nodes may be right. If the
 * clock was set back, all rows are read.
 */
public final class RepeatedReading {

  private static final Duration OVERLAP = Duration.ofMinutes(5);

  /** A greater change of the clock is noticed; this is well below the overlap. */
  private static final Duration JUMP = Duration.ofMinutes(1);

  private Instant from = Instant.EPOCH;
  private Instant readAt = Instant.EPOCH;
  private long readNanos;

  /**
   * Reads the rows after a time, which is the epoch for all rows. If this fails, the next reading
   * begins at the same time.
   *
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  public synchronized void read(Instant now, long nanos, Consumer<Instant> rowsAfter) {
    Instant expected = readAt.plusNanos(nanos - readNanos);
    boolean isFirst = from.equals(Instant.EPOCH);
    boolean setBack = !isFirst && now.isBefore(expected.minus(JUMP));
    boolean ahead = !isFirst && now.isAfter(expected.plus(JUMP));
    rowsAfter.accept(setBack ? Instant.EPOCH : from);
    readAt = ahead ? expected : now;
    from = readAt.minus(OVERLAP);
    readNanos = nanos;
  }
}
