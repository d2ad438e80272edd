package org.bailiwick.node.trust;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.bailiwick.node.log.StructuredLog;

/**
 * The readings of an authority's trust documents, one after the other in a thread of their own: at
 * least each {@link #PERIOD}, more often while the authority is away, and early when a request met
 * something of the authority that is not known here. However many requests ask for an early
 * reading, it begins {@link #EARLIEST} after the end of the one before or later, and no request
 * waits for it.
 */
public final class BundlePoll implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(BundlePoll.class);

  /**
   * Nodes read the bundle at least so often: SPIFFE Trust Domain and Bundle section 4.1.2 has five
   * minutes for a bundle without a hint. The authority gives this as its hint, and lets no key sign
   * that was published for less.
   */
  public static final Duration PERIOD = Duration.ofMinutes(5);

  static final Duration EARLIEST = Duration.ofSeconds(10);

  /** A reading takes so long, and the first CRL of an issuer that it brings. */
  static final Duration READING = Duration.ofSeconds(1);

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  /** Both nodes often start together; neither is to wait long once the authority answers. */
  private static final Duration LAST_RETRY = Duration.ofSeconds(4);

  /** One reading of all documents. */
  @FunctionalInterface
  interface Reading {
    /** Reads, and returns after how long the next reading is due. */
    Duration read() throws IOException;
  }

  private final LongSupplier nanos;
  private Thread thread;
  private long endOfLast;
  private Duration pause = Duration.ZERO;
  private Duration retry = FIRST_RETRY;
  private boolean underWay;
  private boolean asked;
  private int early;

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  BundlePoll(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Begins with the first reading. */
  synchronized void start(Reading reading) {
    endOfLast = nanos.getAsLong();
    thread = Thread.ofPlatform().daemon().name("domain-trust").start(() -> run(reading));
  }

  /**
   * Asks for an early reading, and returns after how long it has probably ended. There is none
   * before the start.
   */
  synchronized Optional<Duration> readSoon() {
    if (thread == null) {
      return Optional.empty();
    }
    asked = true;
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
        } catch (IOException e) { // told by the reading
          failed();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether it was asked for. */
  private synchronized boolean awaitTurn() throws InterruptedException {
    for (Duration left = untilNext(); !left.isZero(); left = untilNext()) {
      TimeUnit.NANOSECONDS.timedWait(this, left.toNanos());
    }
    boolean isEarly = asked;
    asked = false;
    underWay = true;
    early += isEarly ? 1 : 0;
    return isEarly;
  }

  /** Zero while one is due or under way. */
  synchronized Duration untilNext() {
    Duration whole = asked ? shorter(EARLIEST, pause) : pause;
    Duration left = whole.minusNanos(nanos.getAsLong() - endOfLast);
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
