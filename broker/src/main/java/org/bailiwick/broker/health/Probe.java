package org.bailiwick.broker.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks one part again and again on a thread of its own, so that nobody waits for a part that hangs.
 */
public final class Probe implements AutoCloseable {
  /** Even a busy part answers within this time. */
  private static final Duration MOST_SILENCE = Duration.ofSeconds(15);

  private final String part;
  private final Supplier<Optional<String>> question;
  private final LongSupplier nanos;
  private final Thread thread;
  private volatile Optional<Answer> last = Optional.empty();

  private record Answer(Optional<String> fault, long at) {}

  /**
   * Prepares a probe, which {@link #start} begins.
   *
   * @param part the name of the part in a sentence
   * @param question the fault of the part; a failure of the question is a fault, too
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  public Probe(
      String part, Duration pause, Supplier<Optional<String>> question, LongSupplier nanos) {
    this.part = part;
    this.question = question;
    this.nanos = nanos;
    this.thread =
        Thread.ofPlatform().daemon().name("broker-probe-" + part).unstarted(() -> ask(pause));
  }

  /** Asks once, and from now on by its thread. */
  public void start() {
    thread.start();
  }

  private void ask(Duration pause) {
    try {
      while (true) {
        ask();
        Thread.sleep(pause.toMillis());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks once, and waits for the answer. */
  void ask() {
    Optional<String> fault;
    try {
      fault = question.get();
    } catch (RuntimeException e) {
      fault = Optional.of("the " + part + " is not available");
    }
    last = Optional.of(new Answer(fault, nanos.getAsLong()));
  }

  /** Why the part counts as away; empty if it is well. */
  public Optional<String> fault() {
    Optional<Answer> answer = last;
    if (answer.isEmpty()) {
      return Optional.of("the %s has not answered yet".formatted(part));
    }
    Duration silent = Duration.ofNanos(nanos.getAsLong() - answer.get().at());
    return silent.compareTo(MOST_SILENCE) > 0
        ? Optional.of("the %s has not answered for %d s".formatted(part, silent.toSeconds()))
        : answer.get().fault();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
