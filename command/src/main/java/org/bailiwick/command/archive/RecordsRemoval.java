package org.bailiwick.command.archive;

import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.HeadStatement;

/**
 * Removes from the database the records of a signed archive. Each transaction removes a few rows
 * and holds the writer's lease, so that nodes can write between two of them. The first transaction
 * stores the statement and logs the act; a later run finds the statement and continues an
 * interrupted removal.
 */
final class RecordsRemoval {
  private static final int CREDENTIALS_AT_ONCE = 100;
  private static final int ROWS_AT_ONCE = 1000;

  private final Connection connection;
  private final String chain;
  private final LogEnd log;
  private final String holder = "archive-" + UUID.randomUUID();
  private long kept;

  RecordsRemoval(Connection connection, String chain) throws SQLException {
    this.connection = connection;
    this.chain = chain;
    this.log = new LogEnd(connection, chain);
    connection.setAutoCommit(false);
  }

  /** The work of a transaction that holds the writer's lease. */
  private interface Work {
    void run() throws SQLException;
  }

  private void inTurn(Work work) throws SQLException {
    try {
      if (!log.enter(holder)) {
        throw new IllegalStateException("No authority has written to this database yet");
      }
      work.run();
      connection.commit();
    } finally {
      connection.rollback();
    }
  }

  /** Stores the statement of the archive; its rows may be removed from then on. */
  void begin(String signed, ArchiveStatement statement) throws SQLException {
    inTurn(
        () -> {
          requireHeld(statement.rows());
          Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
          StoredRows.update(
              connection,
              "insert into records_archive (number, statement, archived_at) values (?, ?, ?)",
              statement.number(),
              signed,
              StoredRows.stored(now));
          log.append(entry(signed, statement), now);
        });
  }

  // The archive may be of another database, or of this one before it was restored.
  private void requireHeld(ArchiveStatement.Rows rows) throws SQLException {
    if (rows.count() > 0 && !log.hashOf(rows.last().seq()).equals(rows.last().hash())) {
      throw new IllegalStateException(
          "The database does not hold row " + rows.last().seq() + " as it was archived");
    }
  }

  /** Removes the archived credentials, except those that got further rows since. */
  void credentials(RecordsArchive archive) throws SQLException {
    List<JsonObject> chunk = new ArrayList<>();
    archive.credentials(
        credential -> {
          chunk.add(credential);
          if (chunk.size() == CREDENTIALS_AT_ONCE) {
            remove(chunk);
          }
        });
    remove(chunk);
  }

  private void remove(List<JsonObject> chunk) {
    try {
      inTurn(
          () -> {
            for (JsonObject credential : chunk) {
              remove(credential);
            }
          });
      chunk.clear();
    } catch (SQLException e) {
      throw new IllegalStateException("The database refused: " + e.getMessage(), e);
    }
  }

  private void remove(JsonObject credential) throws SQLException {
    JsonObject issuance = credential.getJsonObject("issuance");
    String issuer = issuance.getString("issuer_id");
    String serial = issuance.getString("serial");
    String key = " where issuer_id = ? and serial = ?";
    boolean grown =
        count("completion" + key, issuer, serial) > (credential.containsKey("completion") ? 1 : 0)
            || count("revocation" + key, issuer, serial)
                > (credential.containsKey("revocation") ? 1 : 0)
            || count("enrolment" + key, issuer, serial)
                > credential.getJsonArray("enrolments").size();
    if (grown) {
      kept++;
      return;
    }
    for (String table : List.of("enrolment", "completion", "revocation", "issuance")) {
      StoredRows.update(connection, "delete from " + table + key, issuer, serial);
    }
  }

  /** The number of credentials that were kept, since they changed after they were archived. */
  long kept() {
    return kept;
  }

  /** Removes the archived rows of the log, oldest first. */
  void rows(ArchiveStatement.Rows rows) throws SQLException {
    for (long from = rows.before().seq() + 1; from <= rows.last().seq(); from += ROWS_AT_ONCE) {
      long first = from;
      long last = Math.min(from + ROWS_AT_ONCE - 1, rows.last().seq());
      inTurn(
          () ->
              StoredRows.update(
                  connection,
                  "delete from audit_entry where chain = ? and seq >= ? and seq <= ?",
                  chain,
                  first,
                  last));
    }
  }

  /** Whether the database still has rows of the log that are in the newest archive. */
  boolean holds(ArchiveStatement.Rows rows) throws SQLException {
    boolean found = count("audit_entry where chain = ? and seq <= ?", chain, rows.last().seq()) > 0;
    connection.rollback();
    return found;
  }

  private AuditEntry entry(String signed, ArchiveStatement statement) {
    return AuditEntry.of("records.archived", Outcome.DONE, "", statement.officer())
        .about(chain)
        .with("credentials", Long.toString(statement.credentials().counts().issuances()))
        .with("from", Long.toString(statement.rows().before().seq() + 1))
        .with("manifest", HeadStatement.digest(signed))
        .with("number", Long.toString(statement.number()))
        .with("to", Long.toString(statement.rows().last().seq()));
  }

  private long count(String from, Object... parameters) throws SQLException {
    return StoredRows.number(connection, "select count(*) from " + from, parameters);
  }
}
