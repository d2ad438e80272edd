package org.bailiwick.ars.eventstream;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.lists.KeysetQuery;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.records.RecordReads;

/** The list of all streams, newest first. It has neither addresses nor credentials. */
final class StreamList implements ListSource {
  private static final ListColumns COLUMNS =
      ListColumns.of(
          "EventStreamRow",
          "id",
          "owner",
          "method",
          "origin",
          "state",
          "reason",
          "position",
          "description",
          "seenAt",
          "madeAt");

  private final RecordReads reads;

  StreamList(RecordReads reads) {
    this.reads = reads;
  }

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of("receiver", Set.of(), "status", Set.of("enabled", "paused", "disabled"));
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "madeAt", "id")
            .where("owner", query.filter("receiver"))
            .where("state", query.filter("status"))
            .since(query.since())
            .after(after);
    return reads.read(em -> keyset.read(em, most).stream().map(StreamList::entry).toList());
  }

  private static Entry entry(Values row) {
    Instant made = row.time("madeAt");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", row.get("id"));
    members.put("receiver", row.get("owner"));
    members.put("method", row.get("method"));
    putIfAny(members, "origin", row.text("origin"));
    members.put("status", row.get("state"));
    putIfAny(members, "reason", row.text("reason"));
    putIfAny(members, "description", row.text("description"));
    members.put("position", row.get("position"));
    members.put("heard_at", row.get("seenAt"));
    members.put("created_at", made);
    return new Entry(new ListPosition(made, row.text("id")).text(), members);
  }

  private static void putIfAny(Map<String, Object> members, String name, String value) {
    if (!value.isEmpty()) {
      members.put(name, value);
    }
  }
}
