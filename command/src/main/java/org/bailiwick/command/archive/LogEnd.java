package org.bailiwick.command.archive;

import jakarta.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.json.JsonText;

/**
 * The end of an authority's audit log, to which a command adds a row as a node would: in the
 * writer's turn, in a transaction that the caller ends.
 */
public final class LogEnd {
  private final Connection connection;
  private final String chain;

  public LogEnd(Connection connection, String chain) {
    this.connection = connection;
    this.chain = chain;
  }

  /**
   * Takes the writer's turn until the transaction ends, as node-support's WritersTurn does: nodes
   * then read the head of the chain anew.
   *
   * @return whether an authority ever wrote to this database
   */
  public boolean enter(String holder) throws SQLException {
    try (PreparedStatement take =
        connection.prepareStatement("update lease set holder = ? where name = 'writer'")) {
      take.setString(1, holder);
      return take.executeUpdate() > 0;
    }
  }

  /** The head of the log. */
  public AuditHead head() throws SQLException {
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

  /** Hash of a row in hex; empty when there is no such row. */
  public String hashOf(long seq) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select hash from audit_entry where chain = ? and seq = ?")) {
      query.setString(1, chain);
      query.setLong(2, seq);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? HexFormat.of().formatHex(row.getBytes(1)) : "";
      }
    }
  }

  /** Adds a row; returns where the log stands then. */
  public AuditHead append(AuditEntry entry, Instant now) throws SQLException {
    AuditHead before = head();
    Map<String, Object> members = new TreeMap<>();
    members.put("at", StoredRows.time(StoredRows.stored(now.truncatedTo(ChronoUnit.MICROS))));
    members.put("chain", chain);
    members.put("check", entry.check());
    members.put("details", JsonText.of(new TreeMap<>(entry.details())));
    members.put("event", entry.event());
    members.put("outcome", entry.outcome().name());
    members.put("previous_hash", before.hash());
    members.put("request_id", UUID.randomUUID().toString());
    members.put("resource", entry.resource());
    members.put("seq", before.seq() + 1);
    members.put("subject", entry.subject());
    String hash = RowHash.of(Json.createObjectBuilder(members).build());
    insert(members, hash, now.truncatedTo(ChronoUnit.MICROS));
    return new AuditHead(chain, before.seq() + 1, hash);
  }

  private void insert(Map<String, Object> members, String hash, Instant at) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into audit_entry (seq, chain, request_id, event, outcome, check_name, subject,"
                + " resource, details, at, previous_hash, hash)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      int column = 1;
      for (String name :
          new String[] {
            "seq",
            "chain",
            "request_id",
            "event",
            "outcome",
            "check",
            "subject",
            "resource",
            "details"
          }) {
        insert.setObject(column++, members.get(name));
      }
      insert.setObject(column++, StoredRows.stored(at));
      insert.setBytes(column++, HexFormat.of().parseHex((String) members.get("previous_hash")));
      insert.setBytes(column, HexFormat.of().parseHex(hash));
      insert.executeUpdate();
    }
  }
}
