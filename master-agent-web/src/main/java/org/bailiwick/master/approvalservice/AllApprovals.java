package org.bailiwick.master.approvalservice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.lists.ListPosition;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;

/**
 * Steps and access requests in one list, newest first. The filter {@code about} selects either; a
 * job has steps only.
 */
record AllApprovals(ListSource steps, ListSource access) implements ListSource {
  private static final String ABOUT = "about";
  private static final String STEP = "step";
  private static final String ACCESS = "access";
  private static final String JOB = "job";

  private static final Comparator<ListPosition> OLDEST_FIRST =
      Comparator.comparing(ListPosition::at).thenComparing(ListPosition::id);

  @Override
  public String name() {
    return steps.name();
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of(JOB, Set.of(), ABOUT, Set.of(STEP, ACCESS));
  }

  @Override
  public boolean hasTimes() {
    return true;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    Optional<String> about = query.filter(ABOUT);
    List<Entry> all = new ArrayList<>();
    if (about.filter(ACCESS::equals).isEmpty()) {
      all.addAll(steps.entries(query, after, most));
    }
    if (about.filter(STEP::equals).isEmpty() && query.filter(JOB).isEmpty()) {
      all.addAll(access.entries(query, after, most));
    }
    all.sort(
        Comparator.comparing(
            (Entry entry) -> ListPosition.parse(entry.position()), OLDEST_FIRST.reversed()));
    return all.subList(0, Math.min(most, all.size()));
  }
}
