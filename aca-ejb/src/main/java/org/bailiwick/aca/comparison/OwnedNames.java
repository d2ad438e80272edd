package org.bailiwick.aca.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares the owners of names. A name that is issued for the first time has no event of its own:
 * its owner is in the events of the decisions on requests.
 */
final class OwnedNames {

  private final ComparablePart part;
  private final Marks logged = new Marks();
  private final Marks names = new Marks();
  private final Marks owned = new Marks();
  private final List<String[]> transfers = new ArrayList<>();
  private final Set<Difference> differences = new LinkedHashSet<>();

  OwnedNames(ComparablePart part) {
    this.part = part;
  }

  void logged(LoggedEvent event) {
    LoggedFacts.ownerOf(event)
        .ifPresent(
            owner -> {
              logged.add(event.resource() + "\n" + owner);
              if (event.event().equals(LoggedFacts.NAME_TRANSFERRED)) {
                transfers.add(new String[] {event.resource(), owner});
              }
            });
  }

  /** To be called after {@link #logged} for all events. */
  void stored(String agent, String owner, Instant since) {
    names.add(agent);
    owned.add(agent + "\n" + owner);
    if (part.mustBeInLog(since) && !logged.contains(agent + "\n" + owner)) {
      add(agent, Difference.OWNER);
    }
  }

  /** To be called after {@link #stored} for all names. */
  void issued(String agent) {
    if (!names.contains(agent)) {
      add(agent, Difference.NO_OWNER);
    }
  }

  private void add(String agent, String what) {
    if (differences.size() < LedgerComparison.MAX_DIFFERENCES) {
      differences.add(new Difference("agent_name", agent, what));
    }
  }

  Set<Difference> differences() {
    for (String[] transfer : transfers) {
      if (!owned.contains(String.join("\n", transfer))) {
        add(transfer[0], Difference.MISSING);
      }
    }
    return differences;
  }
}
