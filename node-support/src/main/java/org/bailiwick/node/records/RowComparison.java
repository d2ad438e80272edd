package org.bailiwick.node.records;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.ChainReplay;
import org.bailiwick.node.audit.ChainReplay.Break;
import org.bailiwick.node.audit.HeadStatement;

/**
 * The rows of an audit log in the database, compared with what was signed. The chain is recomputed
 * from its first row at the start and once a day, and in between from the newest row that was
 * recomputed. Since the newest signed head covers all rows before it, a row that was changed, moved
 * or deleted is found, even where no head was signed. One call reads for a bounded time, and the
 * next call goes on. Not safe for use by two threads, but for {@link #broken()}.
 */
final class RowComparison {
  private static final int PAGE = 500;
  private static final Duration AT_A_TIME = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofDays(1);

  private final StoredChain stored;
  private final StatedHeads stated;
  private final LongSupplier nanoTime;
  private Optional<ChainReplay> replay = Optional.empty();
  private long begun;
  private boolean whole;
  private List<HeadStatement> accepted = List.of();
  private volatile Optional<Break> broken = Optional.empty();

  RowComparison(StoredChain stored, StatedHeads stated, LongSupplier nanoTime) {
    this.stored = stored;
    this.stated = stated;
    this.nanoTime = nanoTime;
  }

  /** The rows that do not fit and that no officer has accepted. */
  Optional<Break> broken() {
    return broken;
  }

  /** The fault; empty when the database or an archive holds the row of this head. */
  Optional<String> missing(HeadStatement statement) {
    AuditHead head = statement.head();
    return stored.reads().read(em -> AuditChain.holds(em, head)) || isArchived(head)
        ? Optional.empty()
        : Optional.of(
            "the database lacks row %d of the audit log, which was signed at %s"
                .formatted(head.seq(), statement.at()));
  }

  /** Recomputes the next rows, for ten seconds at most. */
  void recompute() {
    long now = nanoTime.getAsLong();
    if (replay.isEmpty() || (whole && now - begun >= WHOLE.toNanos())) {
      begin(now);
    }
    ChainReplay chain = replay.orElseThrow();
    boolean more = true;
    while (more && nanoTime.getAsLong() - now < AT_A_TIME.toNanos()) {
      more = readPage(chain);
      if (chain.found().isPresent()) {
        broken = chain.found();
      }
    }
    if (!more) {
      whole = true;
      broken = chain.found();
    }
  }

  /** Begins again with the first row, after an officer has accepted what was found. */
  void again() {
    replay = Optional.empty();
    broken = Optional.empty();
    recompute();
  }

  private void begin(long now) {
    replay = Optional.of(new ChainReplay(archiveEnd()));
    accepted = stated.gaps().stream().filter(this::isProvedBefore).toList();
    begun = now;
    whole = false;
  }

  /**
   * Whether the newest head that was signed for a row before the gap still fits. The rows after the
   * gap do not prove those before it.
   */
  private boolean isProvedBefore(HeadStatement acceptance) {
    return acceptance
        .gap()
        .flatMap(gap -> stated.before(gap.lostFrom()))
        .flatMap(this::missing)
        .isEmpty();
  }

  /** Reads a page, and returns whether there may be another one. */
  private boolean readPage(ChainReplay chain) {
    long from = chain.head().seq() + 1;
    List<AuditRow> rows = stored.reads().read(em -> AuditChain.read(em, stored.name(), from, PAGE));
    // Read after the rows, because rows may leave for an archive while they are read.
    long archived = archiveEnd().seq();
    chain.add(rows, one -> one.to() <= archived || isAccepted(one));
    return rows.size() == PAGE;
  }

  private boolean isAccepted(Break rows) {
    return accepted.stream().anyMatch(statement -> statement.accepts(rows.from(), rows.to()));
  }

  /** The last archived row, which the archive's statement proves, or the begin of the chain. */
  private AuditHead archiveEnd() {
    return stored
        .archived()
        .newest()
        .flatMap(stated::archive)
        .map(statement -> statement.rows().last())
        .filter(last -> last.chain().equals(stored.name()))
        .orElseGet(() -> AuditHead.genesis(stored.name()));
  }

  // The statement counts only if an audit key signed it.
  private boolean isArchived(AuditHead head) {
    return stored
        .archived()
        .newest()
        .flatMap(stated::archive)
        .filter(statement -> statement.rows().last().chain().equals(stored.name()))
        .filter(statement -> statement.covers(head))
        .isPresent();
  }
}
