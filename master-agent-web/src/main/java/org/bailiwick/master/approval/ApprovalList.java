package org.bailiwick.master.approval;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.lists.KeysetQuery;
import org.bailiwick.node.lists.ListColumns;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/** The list of all requests, newest first, without their parameters. */
public final class ApprovalList implements ListSource {
  private static final ListColumns COLUMNS = ListColumns.of("ApprovalRow", "id", "askedAt");

  /** Of how many requests a person's list is made at most; older ones have long expired. */
  private static final int MOST_SEEN = 1_000;

  private static final int AT_ONCE = 100;

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

  /**
   * The same list for a person: of the newest requests those that wait and that the person may
   * decide.
   */
  ListSource waitingFor(Predicate<Approval> mayDecide) {
    ApprovalList all = this;
    return new ListSource() {
      @Override
      public String name() {
        return all.name();
      }

      @Override
      public Map<String, Set<String>> filters() {
        return all.filters();
      }

      @Override
      public boolean hasTimes() {
        return all.hasTimes();
      }

      @Override
      public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
        return all.entries(query, after, most, mayDecide);
      }
    };
  }

  private List<Entry> entries(
      ListQuery query, Optional<String> after, int most, Predicate<Approval> mayDecide) {
    Instant now = clock.instant();
    List<Entry> chosen = new ArrayList<>();
    Optional<String> position = after;
    for (int seen = 0; seen < MOST_SEEN && chosen.size() < most; seen += AT_ONCE) {
      List<Approval> next = page(query, position, AT_ONCE);
      next.stream()
          .filter(approval -> approval.state(now) == Approval.State.WAITING)
          .filter(mayDecide)
          .limit(most - chosen.size())
          .map(approval -> entry(approval, now))
          .forEach(chosen::add);
      if (next.size() < AT_ONCE) {
        return chosen;
      }
      position = Optional.of(position(next.getLast()));
    }
    return chosen;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    Instant now = clock.instant();
    return page(query, after, most).stream().map(approval -> entry(approval, now)).toList();
  }

  private static Entry entry(Approval approval, Instant now) {
    return new Entry(position(approval), ApprovalControl.members(approval, now));
  }

  private static String position(Approval approval) {
    return new ListPosition(approval.request().askedAt(), approval.id()).text();
  }

  private List<Approval> page(ListQuery query, Optional<String> after, int most) {
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "askedAt", "id")
            .where("jobId", query.filter("job"))
            .since(query.since())
            .after(after);
    return store.read(
        em -> {
          List<String> ids = keyset.read(em, most).stream().map(row -> row.text("id")).toList();
          Map<String, Approval> found = approvals.all(em, ids);
          return ids.stream().map(found::get).toList();
        });
  }
}
