package org.bailiwick.master.accountadmin;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.lists.KeysetQuery;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/** The list of all accounts, newest first; never a secret, or a digest of one. */
public final class CallerList implements ListSource {
  private static final ListColumns COLUMNS =
      ListColumns.of(
          "AccountRow",
          "name",
          "kind",
          "method",
          "owner",
          "scope",
          "peer",
          "createdAt",
          "createdBy",
          "expiresAt",
          "withdrawnAt");

  private final Store store;
  private final Clock clock;

  public CallerList(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "callers";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of("owner", Set.of(), "kind", Set.of("service", "device", "person"));
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    Instant now = clock.instant();
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "createdAt", "name")
            .where("owner", query.filter("owner"))
            .where("kind", query.filter("kind"))
            .since(query.since())
            .after(after);
    return store.read(em -> keyset.read(em, most).stream().map(row -> entry(row, now)).toList());
  }

  private static Entry entry(Values row, Instant now) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", row.get("name"));
    members.put("state", state(row, now));
    members.put("kind", row.get("kind"));
    members.put("method", row.get("method"));
    members.put("owner", row.get("owner"));
    members.put("scope", row.get("scope"));
    putIfPresent(members, "peer", row.get("peer"));
    members.put("created_at", row.get("createdAt"));
    members.put("created_by", row.get("createdBy"));
    members.put("expires_at", row.get("expiresAt"));
    putIfPresent(members, "withdrawn_at", row.get("withdrawnAt"));
    return new Entry(new ListPosition(row.time("createdAt"), row.text("name")).text(), members);
  }

  private static String state(Values row, Instant now) {
    if (row.get("withdrawnAt") != null) {
      return "withdrawn";
    }
    return now.isBefore(row.time("expiresAt")) ? "live" : "expired";
  }

  private static void putIfPresent(Map<String, Object> members, String name, Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
