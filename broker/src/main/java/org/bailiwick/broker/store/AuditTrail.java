package org.bailiwick.broker.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.json.JsonText;

/**
 * Appends to the broker's audit log. Rows have the columns and the hash of the nodes' logs ({@link
 * org.bailiwick.node.audit.AuditRow}), so that one program verifies both.
 */
final class AuditTrail {
  static final String CHAIN = "broker";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  static final String COLUMNS =
      "chain, seq, at, request_id, event, outcome, check_name, subject, resource, details,"
          + " previous_hash, hash";

  private AuditTrail() {}

  /** Inserts the next row, in the transaction of what it says. */
  static void append(Connection connection, AuditEntry entry, String requestId, Instant now)
      throws SQLException {
    AuditHead end = lockedEnd(connection);
    LocalDateTime at = LocalDateTime.ofInstant(now.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    String details = JsonText.of(new TreeMap<>(entry.details()));
    Map<String, Object> row = new TreeMap<>();
    row.put("at", TIME.format(at.toInstant(ZoneOffset.UTC)));
    row.put("chain", CHAIN);
    row.put("check", entry.check());
    row.put("details", details);
    row.put("event", entry.event());
    row.put("outcome", entry.outcome().name());
    row.put("previous_hash", end.hash());
    row.put("request_id", requestId);
    row.put("resource", entry.resource());
    row.put("seq", end.seq() + 1);
    row.put("subject", entry.subject());
    byte[] previous = HexFormat.of().parseHex(end.hash());
    byte[] hash = hash(previous, row);
    Rows.run(
        connection,
        "insert into audit_entry (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        CHAIN,
        end.seq() + 1,
        at,
        requestId,
        entry.event(),
        entry.outcome().name(),
        entry.check(),
        entry.subject(),
        entry.resource(),
        details,
        previous,
        hash);
    Rows.run(
        connection,
        "update audit_end set seq = ?, hash = ? where chain = ?",
        end.seq() + 1,
        hash,
        CHAIN);
  }

  private static byte[] hash(byte[] previous, Map<String, Object> row) {
    return Sha256.of(previous, JsonText.of(row).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether this is the hash of a row with these members, after a row with that hash. */
  static boolean isHash(byte[] hash, byte[] previous, Map<String, Object> members) {
    return Arrays.equals(hash, hash(previous, members));
  }

  private static AuditHead lockedEnd(Connection connection) throws SQLException {
    Optional<AuditHead> end = end(connection, " for update");
    if (end.isPresent()) {
      return end.get();
    }
    AuditHead genesis = AuditHead.genesis(CHAIN);
    Rows.run(
        connection,
        "insert into audit_end (chain, seq, hash) values (?, ?, ?)",
        CHAIN,
        0L,
        HexFormat.of().parseHex(genesis.hash()));
    return genesis;
  }

  private static Optional<AuditHead> end(Connection connection, String locking)
      throws SQLException {
    return Rows.first(
        connection,
        "select seq, hash from audit_end where chain = ?" + locking,
        row -> new AuditHead(CHAIN, row.getLong(1), HexFormat.of().formatHex(row.getBytes(2))),
        CHAIN);
  }

  /** The number of the first row that does not fit; empty if the whole chain does. */
  static Optional<Long> firstBreak(Connection connection) throws SQLException {
    AuditHead head = AuditHead.genesis(CHAIN);
    try (PreparedStatement query =
        connection.prepareStatement(
            "select " + COLUMNS + " from audit_entry where chain = ? order by chain, seq")) {
      query.setString(1, CHAIN);
      query.setFetchSize(500);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          byte[] previous = HexFormat.of().parseHex(head.hash());
          byte[] hash = row.getBytes(12);
          if (row.getLong(2) != head.seq() + 1
              || !Arrays.equals(previous, row.getBytes(11))
              || !Arrays.equals(hash, hash(previous, members(row)))) {
            return Optional.of(head.seq() + 1);
          }
          head = new AuditHead(CHAIN, row.getLong(2), HexFormat.of().formatHex(hash));
        }
      }
    }
    AuditHead last = head;
    return end(connection, "").filter(end -> !end.equals(last)).map(AuditHead::seq);
  }

  /** The members that the hash covers, from a row of the database. */
  static Map<String, Object> members(ResultSet row) throws SQLException {
    Map<String, Object> members = new TreeMap<>();
    members.put("chain", row.getString(1));
    members.put("seq", row.getLong(2));
    members.put("at", TIME.format(row.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC)));
    members.put("request_id", row.getString(4));
    members.put("event", row.getString(5));
    members.put("outcome", row.getString(6));
    members.put("check", row.getString(7));
    members.put("subject", row.getString(8));
    members.put("resource", row.getString(9));
    members.put("details", row.getString(10));
    members.put("previous_hash", HexFormat.of().formatHex(row.getBytes(11)));
    return members;
  }

  /** The last rows as JSON objects, oldest first, with their hashes. */
  static List<String> last(Connection connection, int rows) throws SQLException {
    return Rows.all(
        connection,
        "select " + COLUMNS + " from audit_entry where chain = ? and seq > ? order by chain, seq",
        row -> {
          Map<String, Object> members = members(row);
          members.put("hash", HexFormat.of().formatHex(row.getBytes(12)));
          return JsonText.of(members);
        },
        CHAIN,
        end(connection, "").map(AuditHead::seq).orElse(0L) - rows);
  }
}
