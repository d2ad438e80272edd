package org.bailiwick.broker.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.contract.problem.ProblemException;

/** Compares and signs the records once a minute; sooner as long as it was not possible yet. */
final class RecordKeeper implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  private final SignedRecords records;
  private final Consumer<String> log;
  private final Thread thread;

  /** What was logged last, so that it is logged once. */
  private Optional<String> told = Optional.empty();

  private volatile Optional<String> failure = Optional.empty();

  RecordKeeper(SignedRecords records, Consumer<String> log) {
    this.records = records;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("broker-records").unstarted(this::rounds);
  }

  /** Compares once, and begins to do so by its thread. */
  void start() {
    keep();
    thread.start();
  }

  boolean isAlive() {
    return thread.getState() != Thread.State.TERMINATED;
  }

  private void rounds() {
    try {
      while (true) {
        Thread.sleep((records.isUnknown() ? FIRST_PAUSE : PAUSE).toMillis());
        keep();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** A failure is logged once, and ends with the next round that succeeds. */
  void keep() {
    try {
      records.keep();
      failure = Optional.empty();
    } catch (ProblemException e) {
      failure = Optional.of(e.check());
    } catch (RuntimeException e) {
      failure = Optional.of(e.getClass().getSimpleName());
    }
    tell();
  }

  private void tell() {
    Optional<String> state = fault();
    if (!state.equals(told)) {
      log.accept("records complete=%s%s".formatted(state.isEmpty(), reason(state)));
      told = state;
    }
  }

  private static String reason(Optional<String> fault) {
    return fault.map(text -> " reason=\"" + text + "\"").orElse("");
  }

  /** Why no head was signed or no order is accepted. */
  Optional<String> fault() {
    return records
        .fault()
        .map(text -> failure.map(check -> text + ": " + check).orElse(text))
        .or(() -> failure.map(check -> "no head of the audit log could be signed: " + check));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
