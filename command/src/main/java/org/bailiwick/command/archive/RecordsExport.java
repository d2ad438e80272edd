package org.bailiwick.command.archive;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import org.bailiwick.command.archive.StoredRows.Span;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;

/** Writes audit rows and expired credentials to files, from one snapshot of the database. */
record RecordsExport(Connection connection, String logName, ArchiveManifests earlier) {
  /**
   * Writes the files and returns their manifest, which is not signed yet.
   *
   * @param signedUpTo finds the newest signed head of a row or of one before it
   * @throws IllegalStateException if the hash chain of the log is broken
   */
  ArchiveStatement write(
      RecordsArchive into, ArchiveCutoffs cuts, LongFunction<Optional<AuditHead>> signedUpTo)
      throws IOException, SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    into.make();
    ArchiveStatement.Rows rows = rows(into, cuts.audit(), signedUpTo);
    ArchiveStatement.Credentials credentials = credentials(into, cuts.credentials());
    connection.rollback();
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    long number = earlier.newest().map(ArchiveStatement::number).orElse(0L) + 1;
    return new ArchiveStatement(number, earlier.digest(), "", Instant.EPOCH, rows, credentials);
  }

  private ArchiveStatement.Rows rows(
      RecordsArchive into, Instant cut, LongFunction<Optional<AuditHead>> signedUpTo)
      throws IOException, SQLException {
    AuditHead begin =
        earlier
            .newest()
            .map(manifest -> manifest.rows().last())
            .orElseGet(() -> AuditHead.genesis(logName));
    AuditHead end =
        signedUpTo.apply(lastBefore(cut)).filter(head -> head.seq() > begin.seq()).orElse(begin);
    try (LineFile file = new LineFile(into.audit())) {
      AuditHead[] at = {begin};
      StoredRows.audit(
          connection,
          logName,
          new Span(begin.seq() + 1, end.seq()),
          row -> {
            at[0] = next(at[0], row);
            file.add(row);
          });
      if (!at[0].equals(end)) {
        throw broken(end.seq());
      }
      return new ArchiveStatement.Rows(begin, end, cut, file.finish());
    }
  }

  // A row that does not verify stays in the database, where somebody has to investigate it.
  private static AuditHead next(AuditHead head, JsonObject row) {
    long seq = row.getJsonNumber("seq").longValueExact();
    String hash = row.getString("hash");
    if (seq != head.seq() + 1
        || !row.getString("previous_hash").equals(head.hash())
        || !hash.equals(RowHash.of(row))) {
      throw broken(seq);
    }
    return new AuditHead(head.chain(), seq, hash);
  }

  private static IllegalStateException broken(long seq) {
    return new IllegalStateException(
        "Row " + seq + " of the audit log breaks the chain; see ./bailiwick ca audit verify");
  }

  /** The number of the last row before the first one at or after this time; 0 if there is none. */
  private long lastBefore(Instant cut) throws SQLException {
    return StoredRows.number(
        connection,
        "select coalesce((select min(seq) - 1 from audit_entry where chain = ? and at >= ?),"
            + " (select max(seq) from audit_entry where chain = ?), 0)",
        logName,
        StoredRows.stored(cut),
        logName);
  }

  private ArchiveStatement.Credentials credentials(RecordsArchive into, Instant cut)
      throws IOException, SQLException {
    ExpiredCredentials expired = new ExpiredCredentials(connection);
    try (LineFile file = new LineFile(into.ledger())) {
      expired.read(cut, file::add);
      return new ArchiveStatement.Credentials(
          expired.counts(), expired.first(), expired.last(), cut, file.finish());
    }
  }
}
