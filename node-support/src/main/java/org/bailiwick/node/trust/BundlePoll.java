package org.bailiwick.node.trust;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.bailiwick.node.log.StructuredLog;

/**
 * Reads an authority's trust documents again and again in a thread of its own: at least every
 * {@link #PERIOD}, more often while readings fail, and early when a request presents an issuer or a
 * key that is not known. An early reading begins {@link #EARLIEST} after the end of the last at the
 * soonest, however many requests ask for it, and no request waits for it.
 */
public final class BundlePoll implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(BundlePoll.class);

  /**
   * Longest time between two readings: SPIFFE Trust Domain and Bundle section 4.1.2 names five
   * minutes for a bundle without a refresh hint. The authority gives this as its hint, and a key
   * signs only after it was published for so long.
   */
  public static final Duration PERIOD = Duration.ofMinutes(5);

  static final Duration EARLIEST = Duration.ofSeconds(10);

  /** The time for a reading and for the first CRL of an issuer that it adds. */
  static final Duration READING = Duration.ofSeconds(1);

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  /** Short, since nodes often start together with the authority. */
  private static final Duration LAST_RETRY = Duration.ofSeconds(4);

  /** One reading of all documents. */
  @FunctionalInterface
  interface Reading {
    /** Reads, and returns the time until the next reading is due; logs its own failures. */
    Duration read() throws IOException;
  }

  private final LongSupplier nanos;
  private Thread thread;
  private long endOfLast;
  private Duration pause = Duration.ZERO;
  private Duration retry = FIRST_RETRY;
  private boolean underWay;
  private boolean earlyRequested;
  private int early;

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  BundlePoll(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Starts the thread with the first reading. */
  synchronized void start(Reading reading) {
    endOfLast = nanos.getAsLong();
    thread = Thread.ofPlatform().daemon().name("domain-trust").start(() -> run(reading));
  }

  /**
   * Asks for an early reading and returns the time until its likely end; empty before the start.
   */
  synchronized Optional<Duration> readSoon() {
    if (thread == null) {
      return Optional.empty();
    }
    earlyRequested = true;
    notifyAll();
    return Optional.of(untilNext().plus(READING));
  }

  /** The number of early readings since the start. */
  synchronized int earlyReadings() {
    return early;
  }

  private void run(Reading reading) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (awaitTurn()) {
          LOG.info("trust.read-early", Map.of("readings", earlyReadings()));
        }
        try {
          succeeded(reading.read());
        } catch (IOException | RuntimeException | Error e) {
          failed(); // the reading has logged it; the thread must not end
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a reading is due, and returns whether a request asked for it. */
  private synchronized boolean awaitTurn() throws InterruptedException {
    for (Duration left = untilNext(); !left.isZero(); left = untilNext()) {
      TimeUnit.NANOSECONDS.timedWait(this, left.toNanos());
    }
    boolean isEarly = earlyRequested;
    earlyRequested = false;
    underWay = true;
    early += isEarly ? 1 : 0;
    return isEarly;
  }

  /** The time until the next reading; zero while one is due or under way. */
  synchronized Duration untilNext() {
    Duration delay = earlyRequested ? shorter(EARLIEST, pause) : pause;
    Duration left = delay.minusNanos(nanos.getAsLong() - endOfLast);
    return underWay || left.isNegative() ? Duration.ZERO : left;
  }

  private synchronized void succeeded(Duration next) {
    retry = FIRST_RETRY;
    pauseFor(next);
  }

  private synchronized void failed() {
    pauseFor(retry);
    retry = shorter(retry.multipliedBy(2), LAST_RETRY);
  }

  private void pauseFor(Duration time) {
    underWay = false;
    pause = time;
    endOfLast = nanos.getAsLong();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
