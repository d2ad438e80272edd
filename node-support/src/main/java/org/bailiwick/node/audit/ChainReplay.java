package org.bailiwick.node.audit;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Recomputes a chain from its rows, page by page, and remembers where they do not fit. After a row
 * that does not fit it goes on from what that row says, so that the result names the last such row
 * too. Not safe for use by two threads.
 */
public final class ChainReplay {

  /**
   * Rows that do not fit.
   *
   * @param from sequence number of the first one that was changed, moved or deleted
   * @param to sequence number of the last one
   * @param reason what is wrong with the first one
   */
  public record Break(long from, long to, String reason) {

    private Break until(Break later) {
      return new Break(from, Math.max(to, later.to), reason);
    }
  }

  private AuditHead head;
  private Optional<Break> found = Optional.empty();

  /** Begins after this head, whose row is not read. */
  public ChainReplay(AuditHead start) {
    this.head = start;
  }

  /** The row that was read last. */
  public AuditHead head() {
    return head;
  }

  /** The rows so far that do not fit and are not accepted. */
  public Optional<Break> found() {
    return found;
  }

  /**
   * Reads the next rows.
   *
   * @param accepted whether somebody accepted that exactly these rows do not fit
   */
  public void add(List<AuditRow> rows, Predicate<Break> accepted) {
    for (AuditRow row : rows) {
      if (!row.follows(head)) {
        long next = head.seq() + 1;
        note(new Break(next, Math.max(next, row.seq() - 1), doesNotFollow(row)), accepted);
      }
      if (!row.isUnchanged()) {
        note(new Break(row.seq(), row.seq(), isChanged(row)), accepted);
      }
      head = row.head();
    }
  }

  private String doesNotFollow(AuditRow row) {
    return "row %d of the audit log does not follow row %d".formatted(row.seq(), head.seq());
  }

  private static String isChanged(AuditRow row) {
    return "row %d of the audit log differs from what was written".formatted(row.seq());
  }

  private void note(Break one, Predicate<Break> accepted) {
    if (!accepted.test(one)) {
      found = Optional.of(found.map(first -> first.until(one)).orElse(one));
    }
  }
}
