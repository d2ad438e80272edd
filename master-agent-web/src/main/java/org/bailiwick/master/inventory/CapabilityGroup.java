package org.bailiwick.master.inventory;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bailiwick.contract.capability.Capability;

/**
 * The listed agents that have one capability with exactly these parameters. They take turns, in the
 * order of the ends of their credentials, so that the expired ones are found together at the
 * beginning and are never looked through.
 */
final class CapabilityGroup {
  private static final AgentEntry BEGIN = AgentEntry.expiredAt(Instant.MIN);

  private final Capability capability;
  private final TreeSet<AgentEntry> agents = new TreeSet<>();
  private AgentEntry last = BEGIN;

  CapabilityGroup(Capability capability) {
    this.capability = capability;
  }

  Capability capability() {
    return capability;
  }

  int size() {
    return agents.size();
  }

  void add(AgentEntry agent) {
    agents.add(agent);
  }

  void remove(AgentEntry agent) {
    agents.remove(agent);
  }

  /** An unexpired agent, without its turn. */
  Optional<AgentEntry> first(Instant now) {
    return Optional.ofNullable(agents.higher(AgentEntry.expiredAt(now)));
  }

  /** The unexpired agent that has room and whose turn it is; agents without room are few. */
  Optional<AgentEntry> next(Instant now, Predicate<AssetName> hasRoom) {
    Optional<AgentEntry> first = after(last, now);
    Optional<AgentEntry> next = first;
    while (next.isPresent() && !hasRoom.test(new AssetName(next.get().name()))) {
      next = after(next.get(), now);
      if (next.equals(first)) {
        return Optional.empty();
      }
    }
    next.ifPresent(agent -> last = agent);
    return next;
  }

  private Optional<AgentEntry> after(AgentEntry agent, Instant now) {
    return Optional.ofNullable(agents.higher(agent))
        .filter(entry -> entry.isUnexpired(now))
        .or(() -> first(now));
  }
}
