package org.bailiwick.aca.comparison;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.ArchiveStatement;

/**
 * The part of ledger and log that can be compared after a part of either has been archived.
 *
 * @param logBegins time of the first row that is still in the log; the epoch if no row was archived
 * @param expired credentials that expired before this time may be in an archive; the epoch if none
 *     is
 */
record ComparablePart(Instant logBegins, Instant expired) {

  static ComparablePart of(LogPages log, Optional<ArchiveStatement> archived) throws SQLException {
    if (archived.isEmpty()) {
      return new ComparablePart(Instant.EPOCH, Instant.EPOCH);
    }
    long end = archived.get().rows().last().seq();
    // An interrupted removal may have left rows up to this end.
    Instant begins =
        end == 0 ? Instant.EPOCH : log.from(end + 1).map(LogPages.Place::at).orElse(Instant.MAX);
    Instant expired =
        archived.get().credentials().counts().issuances() == 0
            ? Instant.EPOCH
            : archived.get().credentials().olderThan();
    return new ComparablePart(begins, expired);
  }

  /** Whether the fact's row must be in the database. */
  boolean mayBeStored(Fact fact) {
    return fact.notAfter().filter(end -> end.isBefore(expired)).isEmpty();
  }

  /**
   * Whether the event of a row of this time must be in the log, and not in an archive. A row is
   * dated some moments before its event, so the events of a few other rows are in the log too.
   */
  boolean isInLog(Instant row) {
    return logBegins.equals(Instant.EPOCH) || row.isAfter(logBegins);
  }

  boolean isWhole() {
    return expired.equals(Instant.EPOCH);
  }
}
