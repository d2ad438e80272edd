package org.bailiwick.command.archive;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.json.JsonText;

/**
 * Takes out of the database what a signed archive holds: in transactions of a few rows, each in the
 * writer's turn, so that nodes go on writing between them. The first one puts the statement into
 * the database and the act into the log; whatever is interrupted after it is taken up by the
 * statement.
 */
final class RecordsRemoval {
  private static final int CREDENTIALS_AT_ONCE = 100;
  private static final int ROWS_AT_ONCE = 1000;

  private final Connection connection;
  private final String chain;
  private final String holder = "archive-" + UUID.randomUUID();
  private long kept;

  RecordsRemoval(Connection connection, String chain) throws SQLException {
    this.connection = connection;
    this.chain = chain;
    connection.setAutoCommit(false);
  }

  /** Something that is done in the writer's turn. */
  private interface Work {
    void run() throws SQLException;
  }

  private void inTurn(Work work) throws SQLException {
    try {
      take();
      work.run();
      connection.commit();
    } finally {
      connection.rollback();
    }
  }

  /** As node-support's WritersTurn: nodes then read the head of the chain anew. */
  private void take() throws SQLException {
    if (update("update lease set holder = ? where name = 'writer'", holder) == 0) {
      throw new IllegalStateException("No authority has written to this database yet");
    }
  }

  /** Records that the archive is there; from then on its rows may go. */
  void begin(String signed, ArchiveStatement statement) throws SQLException {
    inTurn(
        () -> {
          requireHeld(statement.rows());
          Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
          update(
              "insert into records_archive (number, statement, archived_at) values (?, ?, ?)",
              statement.number(),
              signed,
              StoredRows.stored(now));
          append(entry(signed, statement), now);
        });
  }

  // Of another database, or of this one before it was restored.
  private void requireHeld(ArchiveStatement.Rows rows) throws SQLException {
    if (rows.count() > 0 && !hashOf(rows.last().seq()).equals(rows.last().hash())) {
      throw new IllegalStateException(
          "The database does not hold row " + rows.last().seq() + " as it was archived");
    }
  }

  /** Removes the archived credentials but for those to which something was added since. */
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
      update("delete from " + table + key, issuer, serial);
    }
  }

  /** How many credentials stayed, since they changed after they were archived. */
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
              update(
                  "delete from audit_entry where chain = ? and seq >= ? and seq <= ?",
                  chain,
                  first,
                  last));
    }
  }

  /** Whether rows of the log are still here that the newest archive holds. */
  boolean holds(ArchiveStatement.Rows rows) throws SQLException {
    boolean found = count("audit_entry where chain = ? and seq <= ?", chain, rows.last().seq()) > 0;
    connection.rollback();
    return found;
  }

  private static Map<String, Object> entry(String signed, ArchiveStatement statement) {
    TreeMap<String, Object> details = new TreeMap<>();
    details.put("credentials", Long.toString(statement.credentials().counts().issuances()));
    details.put("from", Long.toString(statement.rows().before().seq() + 1));
    details.put("manifest", HeadStatement.digest(signed));
    details.put("number", Long.toString(statement.number()));
    details.put("to", Long.toString(statement.rows().last().seq()));
    TreeMap<String, Object> members = new TreeMap<>();
    members.put("check", "");
    members.put("details", JsonText.of(details));
    members.put("event", "records.archived");
    members.put("outcome", "DONE");
    members.put("subject", statement.officer());
    return members;
  }

  private void append(Map<String, Object> entry, Instant now) throws SQLException {
    AuditHead head = head();
    Map<String, Object> members = new TreeMap<>(entry);
    members.put("at", StoredRows.time(StoredRows.stored(now)));
    members.put("chain", chain);
    members.put("previous_hash", head.hash());
    members.put("request_id", UUID.randomUUID().toString());
    members.put("resource", chain);
    members.put("seq", head.seq() + 1);
    String hash = RowHash.of(Json.createObjectBuilder(members).build());
    update(
        "insert into audit_entry (chain, seq, at, request_id, event, outcome, check_name, subject,"
            + " resource, details, previous_hash, hash)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        chain,
        head.seq() + 1,
        StoredRows.stored(now),
        members.get("request_id"),
        members.get("event"),
        members.get("outcome"),
        members.get("check"),
        members.get("subject"),
        chain,
        members.get("details"),
        HexFormat.of().parseHex(head.hash()),
        HexFormat.of().parseHex(hash));
  }

  private AuditHead head() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select max(seq) from audit_entry where chain = ?")) {
      query.setString(1, chain);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        long seq = row.getLong(1);
        return seq == 0 ? AuditHead.genesis(chain) : new AuditHead(chain, seq, hashOf(seq));
      }
    }
  }

  /** In hex; empty when there is no such row. */
  private String hashOf(long seq) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select hash from audit_entry where chain = ? and seq = ?")) {
      query.setString(1, chain);
      query.setLong(2, seq);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? HexFormat.of().formatHex(row.getBytes(1)) : "";
      }
    }
  }

  private long count(String from, Object... parameters) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select count(*) from " + from)) {
      set(query, parameters);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      return statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
