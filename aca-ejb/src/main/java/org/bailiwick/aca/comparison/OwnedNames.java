package org.bailiwick.aca.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names and their owners. A name that is issued for the first time has no event of its own: the
 * decision about the request names the owner, and many decisions may.
 */
final class OwnedNames {

  private final ComparablePart horizon;
  private final Marks told = new Marks();
  private final Marks names = new Marks();
  private final Marks owned = new Marks();
  private final List<String[]> transfers = new ArrayList<>();
  private final Set<Difference> differences = new LinkedHashSet<>();

  OwnedNames(ComparablePart horizon) {
    this.horizon = horizon;
  }

  void told(LoggedEvent event) {
    LoggedFacts.ownerOf(event)
        .ifPresent(
            owner -> {
              told.add(event.resource() + "\n" + owner);
              if (event.event().equals(LoggedFacts.NAME_TRANSFERRED)) {
                transfers.add(new String[] {event.resource(), owner});
              }
            });
  }

  /** After the whole log. */
  void stored(String agent, String owner, Instant since) {
    names.add(agent);
    owned.add(agent + "\n" + owner);
    boolean mayBeArchived =
        !horizon.logBegins().equals(Instant.EPOCH) && !since.isAfter(horizon.logBegins());
    if (!mayBeArchived && !told.contains(agent + "\n" + owner)) {
      add(agent, Difference.OWNER);
    }
  }

  /** After all names. */
  void issued(String agent) {
    if (!names.contains(agent)) {
      add(agent, Difference.NO_OWNER);
    }
  }

  private void add(String agent, String what) {
    if (differences.size() < LedgerComparison.MOST) {
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
