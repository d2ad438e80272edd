package org.bailiwick.node.health;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.periodic.PeriodicTasks;

/**
 * Asks the database every few seconds, so that nobody who asks for the node's health has to wait
 * for it: a database that hangs answers nobody.
 */
public final class DatabaseProbe {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final StructuredLog LOG = StructuredLog.of(DatabaseProbe.class);

  /** Longer than a full queue of a busy node's database takes to answer. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Supplier<Map<String, String>> question;
  private final LongSupplier nanos;
  private volatile Optional<Answer> last = Optional.empty();

  private record Answer(Map<String, String> data, long at) {}

  /**
   * A probe that has not asked yet.
   *
   * @param question reads from the database what the health check shows
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  public DatabaseProbe(Supplier<Map<String, String>> question, LongSupplier nanos) {
    this.question = question;
    this.nanos = nanos;
  }

  /** Asks now, and from then on by a task of these. */
  public void askBy(PeriodicTasks tasks) {
    ask();
    tasks.every(PAUSE, "database", this::ask);
  }

  /** Waits for the answer, however long that takes. */
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

  /** Why the database counts as gone, or nothing. */
  public Optional<String> fault() {
    Optional<Answer> answer = last;
    if (answer.isEmpty()) {
      return Optional.of("the database cannot be read");
    }
    Duration silent = Duration.ofNanos(nanos.getAsLong() - answer.get().at());
    return silent.compareTo(SILENCE) > 0
        ? Optional.of("the database has not answered for %d s".formatted(silent.toSeconds()))
        : Optional.empty();
  }

  /** Gives what the last answer said. */
  public Map<String, String> data() {
    return last.map(Answer::data).orElse(Map.of());
  }
}
