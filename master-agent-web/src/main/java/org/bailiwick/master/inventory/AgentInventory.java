package org.bailiwick.master.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Finds agents by capability from memory. If the registry has not confirmed the snapshot within
 * {@code maxAge}, no agent is usable, so that the old data of an unreachable registry are used for
 * this time only.
 */
public final class AgentInventory {

  /** The number of removed agents that are remembered, so that a refusal can name them. */
  private static final int MAX_REMOVED = 1000;

  private record Snapshot(String revision, Map<AgentId, KnownAgent> agents, Instant confirmedAt) {}

  private final Clock clock;
  private final Duration maxAge;
  private final Set<SerialNumber> revoked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<AgentId, KnownAgent> removed = new LinkedHashMap<>();
  private volatile Snapshot snapshot = new Snapshot("", Map.of(), Instant.EPOCH);

  public AgentInventory(Clock clock, Duration maxAge) {
    this.clock = clock;
    this.maxAge = maxAge;
  }

  /**
   * An agent that is listed, unexpired and not revoked, and whose capabilities cover this one. If
   * there are several, they take turns.
   */
  public Optional<KnownAgent> find(Capability capability) {
    List<KnownAgent> able = able(capability);
    return able.isEmpty()
        ? Optional.empty()
        : Optional.of(able.get(Math.floorMod(turn.getAndIncrement(), able.size())));
  }

  /** Whether any usable agent covers this capability. */
  public boolean isAvailable(Capability capability) {
    return !able(capability).isEmpty();
  }

  /** The agent with this name in any state, or empty when the registry does not list it. */
  public Optional<KnownAgent> find(AgentId agent) {
    return isFresh()
        ? Optional.ofNullable(snapshot.agents().get(agent)).map(this::withRevocation)
        : Optional.empty();
  }

  /** Revoked agents, also removed ones, that had the capability; a refusal names them. */
  public synchronized List<KnownAgent> revokedFor(Capability capability) {
    return Stream.concat(snapshot.agents().values().stream(), removed.values().stream())
        .filter(agent -> isRevoked(agent.serial()) && agent.capabilities().covers(capability))
        .distinct()
        .toList();
  }

  /** Stores a revocation, which later snapshots do not change. */
  public void revoke(SerialNumber serial) {
    revoked.add(serial);
  }

  public boolean isRevoked(SerialNumber serial) {
    return revoked.contains(serial);
  }

  /**
   * Whether the registry has confirmed the snapshot within the bound. A confirmation far in the
   * future, as after the clock was set back, is not within it.
   */
  public boolean isFresh() {
    return Duration.between(snapshot.confirmedAt(), clock.instant()).abs().compareTo(maxAge) < 0;
  }

  /** Refuses with dependency-unavailable unless the snapshot is fresh. */
  public void requireFresh() {
    if (!isFresh()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "inventory-stale",
          "The registry was not reached within the configured time.");
    }
  }

  public int size() {
    return snapshot.agents().size();
  }

  String revision() {
    return snapshot.revision();
  }

  synchronized void replace(String revision, Collection<KnownAgent> agents) {
    Map<AgentId, KnownAgent> byName = new LinkedHashMap<>();
    agents.stream()
        .sorted(Comparator.comparing(agent -> agent.agent().toString()))
        .forEach(agent -> byName.put(agent.agent(), agent));
    Snapshot before = snapshot;
    snapshot = new Snapshot(revision, byName, clock.instant());
    before.agents().values().stream()
        .filter(agent -> !agent.equals(byName.get(agent.agent())))
        .forEach(agent -> removed.put(agent.agent(), agent));
    while (removed.size() > MAX_REMOVED) {
      removed.remove(removed.keySet().iterator().next());
    }
  }

  /** Stores that the registry has confirmed the snapshot. */
  void confirm() {
    snapshot = new Snapshot(snapshot.revision(), snapshot.agents(), clock.instant());
  }

  private List<KnownAgent> able(Capability capability) {
    Instant now = clock.instant();
    return !isFresh()
        ? List.of()
        : snapshot.agents().values().stream()
            .map(this::withRevocation)
            .filter(agent -> agent.isUsable(now) && agent.capabilities().covers(capability))
            .toList();
  }

  private KnownAgent withRevocation(KnownAgent agent) {
    return isRevoked(agent.serial()) ? agent.revoked() : agent;
  }
}
