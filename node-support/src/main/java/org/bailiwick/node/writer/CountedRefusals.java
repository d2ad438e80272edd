package org.bailiwick.node.writer;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.log.StructuredLog;

/**
 * Stores the counts of refusals whose minute has passed. Of the refusals of unknown callers only
 * the first of a group is stored by itself.
 */
final class CountedRefusals {
  private static final StructuredLog LOG = StructuredLog.of(GroupWriter.class);

  /** Most counts in one batch, so that they do not delay it. */
  private static final int MAX_COUNTS = 64;

  private final RefusalGroups groups;
  private final String logName;

  CountedRefusals(String logName, Clock clock) {
    this.groups = new RefusalGroups(clock);
    this.logName = logName;
  }

  RefusalGroups groups() {
    return groups;
  }

  /** A unit with counts that are due. */
  Optional<PendingUnit> due() {
    return unit(groups.takeDue(MAX_COUNTS));
  }

  /** A unit with all counts, for the writer's last batch. */
  Optional<PendingUnit> all() {
    return unit(groups.takeAll());
  }

  private Optional<PendingUnit> unit(List<RefusalCount> counts) {
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    PendingUnit unit = new PendingUnit(em -> {}, counts.stream().map(RefusalCount::entry).toList());
    var unused = unit.outcome().whenComplete((stored, failure) -> settled(counts, failure));
    return Optional.of(unit);
  }

  private void settled(List<RefusalCount> counts, Throwable failure) {
    if (failure == null) {
      counts.forEach(count -> LOG.info(RefusalCount.EVENT, count.fields()));
    } else {
      groups.giveBack(counts);
      long total = counts.stream().mapToLong(RefusalCount::count).sum();
      LOG.warn("refusals.count-not-stored", Map.of("chain", logName, "count", total));
    }
  }
}
