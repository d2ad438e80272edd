package org.bailiwick.master.approval;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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

/** The list of all requests, newest first, without their parameters. */
public final class ApprovalList implements ListSource {
  private static final ListColumns COLUMNS = ListColumns.of("ApprovalRow", "id", "askedAt");

  private final Store store;
  private final Approvals approvals;
  private final Clock clock;

  public ApprovalList(Store store, Approvals approvals, Clock clock) {
    this.store = store;
    this.approvals = approvals;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "approvals";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of("job", Set.of());
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "askedAt", "id")
            .where("jobId", query.filter("job"))
            .since(query.since())
            .after(after);
    Instant now = clock.instant();
    return store.read(
        em -> {
          List<Values> rows = keyset.read(em, most);
          Map<String, Approval> found =
              approvals.all(em, rows.stream().map(row -> row.text("id")).toList());
          List<Entry> entries = new ArrayList<>();
          for (Values row : rows) {
            Approval approval = found.get(row.text("id"));
            entries.add(
                new Entry(
                    new ListPosition(row.time("askedAt"), approval.id()).text(),
                    ApprovalControl.members(approval, now)));
          }
          return entries;
        });
  }
}
