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
 * The end of an authority's audit log. A command adds a row as a node would: while it holds the
 * writer's lease, in a transaction that the caller commits.
 */
public record LogEnd(Connection connection, String chain) {
  /**
   * Takes the writer's lease until the transaction ends, as node-support's WritersTurn does; nodes
   * then read the head of the chain again. It returns false if no authority has written to the
   * database yet.
   */
  public boolean enter(String holder) throws SQLException {
    String take = "update lease set holder = ? where name = 'writer'";
    return StoredRows.update(connection, take, holder) > 0;
  }

  /** The head of the log. */
  public AuditHead head() throws SQLException {
    long seq =
        StoredRows.number(connection, "select max(seq) from audit_entry where chain = ?", chain);
    return seq == 0 ? AuditHead.genesis(chain) : new AuditHead(chain, seq, hashOf(seq));
  }

  /** Hash of a row in hex; empty when there is no such row. */
  public String hashOf(long seq) throws SQLException {
    String sql = "select hash from audit_entry where chain = ? and seq = ?";
    try (PreparedStatement query = StoredRows.prepared(connection, sql, chain, seq);
        ResultSet row = query.executeQuery()) {
      return row.next() ? HexFormat.of().formatHex(row.getBytes(1)) : "";
    }
  }

  /** Adds a row and returns the new head of the log. */
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
    StoredRows.update(
        connection,
        "insert into audit_entry (seq, chain, request_id, event, outcome, check_name, subject,"
            + " resource, details, at, previous_hash, hash)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        members.get("seq"),
        chain,
        members.get("request_id"),
        members.get("event"),
        members.get("outcome"),
        members.get("check"),
        members.get("subject"),
        members.get("resource"),
        members.get("details"),
        StoredRows.stored(at),
        HexFormat.of().parseHex((String) members.get("previous_hash")),
        HexFormat.of().parseHex(hash));
  }
}
