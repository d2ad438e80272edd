package org.bailiwick.broker.records;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bailiwick.broker.store.AuditRows;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.ChainReplay.Break;
import org.bailiwick.node.audit.HeadStatement;

/**
 * Recomputes the chain in the database: all of it at the start and once a day, and in between the
 * rows that are new. One call reads for a bounded time, and the next one goes on. After a row that
 * does not fit it goes on from what that row says. Not safe for use by two threads.
 */
final class ChainReading {
  private static final int PAGE = 500;
  private static final Duration AT_A_TIME = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofDays(1);

  private final AuditRows rows;
  private final LongSupplier nanos;
  private AuditHead head = AuditHead.genesis(AuditRows.chain());
  private List<HeadStatement> accepted = List.of();
  private Optional<Break> found = Optional.empty();
  private boolean ended;
  private long begun;

  /**
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  ChainReading(AuditRows rows, LongSupplier nanos) {
    this.rows = rows;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /** The row that was read last. */
  AuditHead head() {
    return head;
  }

  /** Whether the last call came to the end of the log. */
  boolean hasEnded() {
    return ended;
  }

  /** The rows that do not fit and that nobody has accepted. */
  Optional<Break> found() {
    return found;
  }

  /** Begins again with the first row, with these acceptances of rows that do not fit. */
  void begin(List<HeadStatement> acceptances) {
    head = AuditHead.genesis(AuditRows.chain());
    accepted = List.copyOf(acceptances);
    found = Optional.empty();
    ended = false;
    begun = nanos.getAsLong();
  }

  /** Whether the whole log was read a day ago, so that it is time to begin again. */
  boolean isDue() {
    return ended && nanos.getAsLong() - begun >= WHOLE.toNanos();
  }

  /** Reads the next rows, for ten seconds at most. */
  void read() {
    long start = nanos.getAsLong();
    ended = false;
    while (!ended && nanos.getAsLong() - start < AT_A_TIME.toNanos()) {
      List<AuditRows.Row> page = rows.read(head.seq() + 1, PAGE);
      page.forEach(this::add);
      ended = page.size() < PAGE;
    }
  }

  private void add(AuditRows.Row row) {
    long seq = row.head().seq();
    if (!row.follows(head)) {
      long next = head.seq() + 1;
      note(
          new Break(
              next,
              Math.max(next, seq - 1),
              "row %d of the audit log does not follow row %d".formatted(seq, head.seq())));
    }
    if (!row.unchanged()) {
      note(
          new Break(
              seq, seq, "row %d of the audit log differs from what was written".formatted(seq)));
    }
    head = row.head();
  }

  private void note(Break one) {
    if (accepted.stream().noneMatch(statement -> statement.accepts(one.from(), one.to()))) {
      found =
          Optional.of(
              found
                  .map(
                      first ->
                          new Break(first.from(), Math.max(first.to(), one.to()), first.reason()))
                  .orElse(one));
    }
  }
}
