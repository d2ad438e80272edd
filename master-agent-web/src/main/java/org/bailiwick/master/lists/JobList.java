package org.bailiwick.master.lists;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.lists.KeysetQuery;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListColumns.Values;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/** The list of all jobs, newest first, without their requests, steps and results. */
public final class JobList implements ListSource {
  private static final ListColumns COLUMNS =
      ListColumns.of(
          "JobRow",
          "jobId",
          "caller",
          "principal",
          "purpose",
          "state",
          "reason",
          "createdAt",
          "deadline",
          "endedAt");

  private final Store store;

  public JobList(Store store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public Map<String, Set<String>> filters() {
    Set<String> states =
        Arrays.stream(ExecutionState.values())
            .filter(state -> !ExecutionState.OF_STEPS.contains(state))
            .map(ExecutionState::text)
            .collect(Collectors.toSet());
    return Map.of("caller", Set.of(), "state", states);
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "createdAt", "jobId")
            .where("caller", query.filter("caller"))
            .where("state", query.filter("state"))
            .since(query.since())
            .after(after);
    return store.read(em -> keyset.read(em, most).stream().map(JobList::entry).toList());
  }

  private static Entry entry(Values row) {
    String jobId = row.text("jobId");
    Instant createdAt = row.time("createdAt");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", jobId);
    members.put("state", row.get("state"));
    members.put("caller", row.get("caller"));
    members.put("principal", row.get("principal"));
    members.put("purpose", row.get("purpose"));
    members.put("created_at", createdAt);
    members.put("deadline", row.get("deadline"));
    putIfPresent(members, "ended_at", row.get("endedAt"));
    putIfPresent(members, "reason", row.get("reason"));
    return new Entry(new ListPosition(createdAt, jobId).text(), members);
  }

  /** Adds a member unless the column is empty. */
  static void putIfPresent(Map<String, Object> members, String name, Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
