package org.bailiwick.aca.comparison;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.ArchiveStatement;

/**
 * The part of ledger and log that can be compared after a part of either has been archived.
 *
 * @param logBegins the first row that the log still has; the epoch if it has all
 * @param expired what expired before this may be in an archive; the epoch if nothing was archived
 */
record ComparablePart(Instant logBegins, Instant expired) {

  static ComparablePart of(LogPages log, Optional<ArchiveStatement> archived) throws SQLException {
    if (archived.isEmpty()) {
      return new ComparablePart(Instant.EPOCH, Instant.EPOCH);
    }
    long end = archived.get().rows().last().seq();
    // Rows that an interrupted removal left are not counted on.
    Instant begins =
        end == 0 ? Instant.EPOCH : log.from(end + 1).map(LogPages.Place::at).orElse(Instant.MAX);
    Instant expired =
        archived.get().credentials().counts().issuances() == 0
            ? Instant.EPOCH
            : archived.get().credentials().olderThan();
    return new ComparablePart(begins, expired);
  }

  /** Whether its row must be in the database, as far as the fact itself tells. */
  boolean mayBeStored(Fact fact) {
    return fact.notAfter().filter(end -> end.isBefore(expired)).isEmpty();
  }

  /**
   * Whether the event of this row is surely in the log. A row is dated some moments before its
   * event, so of a few the event is there all the same: those are looked at one by one.
   */
  boolean isToldInLog(Fact row) {
    return logBegins.equals(Instant.EPOCH) || row.at().isAfter(logBegins);
  }

  /** Whether the event of this row may have left with the beginning of the log. */
  boolean mayBeToldInArchive(Fact row) {
    return !isToldInLog(row);
  }

  boolean isWhole() {
    return expired.equals(Instant.EPOCH);
  }
}
