package org.bailiwick.master.risk;

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

/** The list of all reports of risks that are kept, the newest first. */
public final class RiskList implements ListSource {
  private static final ListColumns COLUMNS =
      ListColumns.of(
          "ReportedFactRow", "id", "subject", "source", "stated", "reason", "reportedAt", "endsAt");

  private final Store store;
  private final Clock clock;

  public RiskList(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "risks";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of("subject", Set.of(), "level", Set.of("none", "low", "medium", "high"));
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    Instant now = clock.instant();
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "reportedAt", "id")
            .where("kind", Optional.of("risk"))
            .where("subject", query.filter("subject"))
            .where("stated", query.filter("level"))
            .since(query.since())
            .after(after);
    return store.read(em -> keyset.read(em, most).stream().map(row -> entry(row, now)).toList());
  }

  private static Entry entry(Values row, Instant now) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("subject", row.get("subject"));
    members.put("level", row.get("stated"));
    members.put("state", now.isBefore(row.time("endsAt")) ? "live" : "over");
    members.put("reason", row.get("reason"));
    members.put("reported_by", row.get("source"));
    members.put("reported_at", row.get("reportedAt"));
    members.put("until", row.get("endsAt"));
    return new Entry(new ListPosition(row.time("reportedAt"), row.text("id")).text(), members);
  }
}
