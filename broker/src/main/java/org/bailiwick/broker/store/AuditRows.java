package org.bailiwick.broker.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.json.JsonText;

/** The rows of the broker's audit log, page by page, for whoever verifies them. */
public final class AuditRows {
  private final BrokerStore store;

  public AuditRows(BrokerStore store) {
    this.store = store;
  }

  /** The name of the chain. */
  public static String chain() {
    return AuditTrail.CHAIN;
  }

  /**
   * A row, of which its reader has computed the hash again.
   *
   * @param previous hash of the row before, as this row says it, in hex
   * @param unchanged whether the hash is that of the row's members
   * @param json the row's members with its hash, as the nodes' logs have them
   */
  public record Row(AuditHead head, String previous, boolean unchanged, String json) {

    /** Whether this row comes right after the row of this head. */
    public boolean follows(AuditHead before) {
      return head.chain().equals(before.chain())
          && head.seq() == before.seq() + 1
          && previous.equals(before.hash());
    }
  }

  /** Rows from this number on, at most so many. */
  public List<Row> read(long from, int limit) {
    return store.transaction(
        connection ->
            Rows.all(
                connection,
                "select "
                    + AuditTrail.COLUMNS
                    + " from audit_entry where chain = ? and seq >= ? order by chain, seq limit "
                    + limit,
                row -> {
                  Map<String, Object> members = AuditTrail.members(row);
                  byte[] hash = row.getBytes(12);
                  boolean unchanged = AuditTrail.isHash(hash, row.getBytes(11), members);
                  String hex = HexFormat.of().formatHex(hash);
                  members.put("hash", hex);
                  return new Row(
                      new AuditHead(row.getString(1), row.getLong(2), hex),
                      members.get("previous_hash").toString(),
                      unchanged,
                      JsonText.of(members));
                },
                AuditTrail.CHAIN,
                from));
  }

  /** Whether the database has the row of this head; the empty chain is in every database. */
  public boolean holds(AuditHead head) {
    return head.equals(AuditHead.genesis(AuditTrail.CHAIN))
        || read(head.seq(), 1).stream().anyMatch(row -> row.head().equals(head));
  }

  /** Whether all rows are of these events; so are no rows. */
  public boolean areAll(Set<String> events) {
    List<Object> values = new ArrayList<>(List.of(AuditTrail.CHAIN));
    values.addAll(events);
    String places = String.join(", ", Collections.nCopies(events.size(), "?"));
    return store.transaction(
        connection ->
            Rows.first(
                    connection,
                    "select seq from audit_entry where chain = ? and event not in ("
                        + places
                        + ") limit 1",
                    row -> row.getLong(1),
                    values.toArray())
                .isEmpty());
  }
}
