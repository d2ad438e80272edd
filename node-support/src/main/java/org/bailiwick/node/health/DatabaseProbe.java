package org.bailiwick.node.health;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.periodic.PeriodicTasks;

/**
 * Queries the database every few seconds, so that a health check does not wait for a database that
 * hangs.
 */
public final class DatabaseProbe {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final StructuredLog LOG = StructuredLog.of(DatabaseProbe.class);

  /** Even the database of a busy node answers within this time. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(15);

  private final Supplier<Map<String, String>> question;
  private final LongSupplier nanos;
  private volatile Optional<Answer> last = Optional.empty();

  private record Answer(Map<String, String> data, long at) {}

  /**
   * Prepares a probe, without a query.
   *
   * @param question reads the data of the health check from the database
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  public DatabaseProbe(Supplier<Map<String, String>> question, LongSupplier nanos) {
    this.question = question;
    this.nanos = nanos;
  }

  /** Queries now and then regularly, by a periodic task. */
  public void askBy(PeriodicTasks tasks) {
    ask();
    tasks.every(PAUSE, "database", this::ask);
  }

  /** Queries once and waits for the answer without a limit. */
  void ask() {
    try {
      last = Optional.of(new Answer(question.get(), nanos.getAsLong()));
    } catch (RuntimeException e) {
      if (last.isPresent()) {
        LOG.fault("health.database-failed", Map.of(), e);
      }
      last = Optional.empty();
    }
  }

  /** The reason why the database counts as away; empty if it answers. */
  public Optional<String> fault() {
    Optional<Answer> answer = last;
    if (answer.isEmpty()) {
      return Optional.of("the database cannot be read");
    }
    Duration silent = Duration.ofNanos(nanos.getAsLong() - answer.get().at());
    return silent.compareTo(MAX_SILENCE) > 0
        ? Optional.of("the database has not answered for %d s".formatted(silent.toSeconds()))
        : Optional.empty();
  }

  /** The data of the last answer. */
  public Map<String, String> data() {
    return last.map(Answer::data).orElse(Map.of());
  }
}
