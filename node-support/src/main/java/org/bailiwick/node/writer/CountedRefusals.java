package org.bailiwick.node.writer;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.log.StructuredLog;

/** Makes units of work of counts of refusals, and takes back what could not be stored. */
final class CountedRefusals {
  private static final StructuredLog LOG = StructuredLog.of(GroupWriter.class);

  /** Counts that go into one batch, so that they do not make it a long one. */
  private static final int MAX_COUNTS = 64;

  private final RefusalGroups groups;
  private final String chain;

  CountedRefusals(String chain, Clock clock) {
    this.groups = new RefusalGroups(clock);
    this.chain = chain;
  }

  RefusalGroups groups() {
    return groups;
  }

  /** Some that are due now. */
  Optional<PendingUnit> due() {
    return unit(groups.takeDue(MAX_COUNTS));
  }

  /** All, for the writer's last batch. */
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
      LOG.warn("refusals.count-not-stored", Map.of("chain", chain, "count", total));
    }
  }
}
