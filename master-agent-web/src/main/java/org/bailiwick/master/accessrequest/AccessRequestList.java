package org.bailiwick.master.accessrequest;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** The list of all access requests, newest first, without their questions. */
public final class AccessRequestList implements ListSource {
  private static final ListColumns COLUMNS = ListColumns.of("AccessRequestRow", "id", "askedAt");

  /** Of how many requests a person's list is made at most. */
  private static final int MOST_SEEN = 1_000;

  private static final int AT_ONCE = 100;

  private final Store store;
  private final Clock clock;
  private final Predicate<StoredRequest> isShown;
  private final boolean onlyWaiting;

  public AccessRequestList(Store store, Clock clock) {
    this(store, clock, any -> true, false);
  }

  private AccessRequestList(
      Store store, Clock clock, Predicate<StoredRequest> isShown, boolean onlyWaiting) {
    this.store = store;
    this.clock = clock;
    this.isShown = isShown;
    this.onlyWaiting = onlyWaiting;
  }

  /** Those of the newest that wait and that somebody may decide. */
  AccessRequestList waitingFor(Predicate<StoredRequest> mayDecide) {
    return new AccessRequestList(store, clock, mayDecide, true);
  }

  @Override
  public String name() {
    return "approvals";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of();
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    Instant now = clock.instant();
    List<Entry> chosen = new ArrayList<>();
    Optional<String> position = after;
    for (int seen = 0; seen < MOST_SEEN && chosen.size() < most; seen += AT_ONCE) {
      List<StoredRequest> next = page(query, position);
      next.stream()
          .filter(each -> !onlyWaiting || each.state(now) == StoredRequest.State.WAITING)
          .filter(isShown)
          .limit(most - chosen.size())
          .map(each -> new Entry(position(each), members(each, now)))
          .forEach(chosen::add);
      if (next.size() < AT_ONCE) {
        return chosen;
      }
      position = Optional.of(position(next.getLast()));
    }
    return chosen;
  }

  /** The members of a request in lists and answers, without its question. */
  static Map<String, Object> members(StoredRequest request, Instant now) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", request.id());
    members.put("state", request.state(now).text());
    members.putAll(request.request().members());
    request.approvedUntil(now).ifPresent(until -> members.put("approved_until", until.toString()));
    members.put("decisions", AccessRequestControl.decisions(request));
    return members;
  }

  private static String position(StoredRequest request) {
    return new ListPosition(request.request().times().askedAt(), request.id()).text();
  }

  private List<StoredRequest> page(ListQuery query, Optional<String> after) {
    KeysetQuery keyset =
        new KeysetQuery(COLUMNS, "askedAt", "id").since(query.since()).after(after);
    return store.read(
        em ->
            keyset.read(em, AT_ONCE).stream()
                .map(row -> em.find(AccessRequestRow.class, row.text("id")).stored())
                .toList());
  }
}
