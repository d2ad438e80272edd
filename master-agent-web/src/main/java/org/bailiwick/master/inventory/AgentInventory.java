package org.bailiwick.master.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Finds agents by capability from memory. If the registry has not confirmed within {@code maxAge}
 * that nothing is missing, no agent is usable, so that the old data of an unreachable registry are
 * used for this time only. Neither a question nor a change looks through all agents.
 */
public final class AgentInventory {
  private final Clock clock;
  private final Duration maxAge;
  private final Set<SerialNumber> revoked = ConcurrentHashMap.newKeySet();
  private final DepartedAgents departed = new DepartedAgents();
  private final Set<String> unreadable = new HashSet<>();
  private final AgentTable table = new AgentTable();
  private int reading;
  private int sweptReading;
  private String position = "";
  private long turn;
  private volatile Instant confirmedAt = Instant.EPOCH;
  private Optional<InventoryListener> listener = Optional.empty();

  public AgentInventory(Clock clock, Duration maxAge) {
    this.clock = clock;
    this.maxAge = maxAge;
  }

  /**
   * An agent that is listed, unexpired and not revoked, has room, and whose capabilities cover this
   * one. If there are several, they take turns.
   */
  public synchronized Optional<KnownAgent> find(
      Capability capability, Predicate<AssetName> hasRoom) {
    if (!isFresh()) {
      return Optional.empty();
    }
    List<CapabilityGroup> groups = table.covering(capability);
    return usable(groups, firstGroup(groups), (group, now) -> group.next(now, hasRoom))
        .map(AgentEntry::known);
  }

  /** Whether any usable agent covers this capability. */
  public synchronized boolean isAvailable(Capability capability) {
    return isFresh() && first(capability).isPresent();
  }

  /**
   * This capability, if it is available, and those that it covers and that agents have, in the
   * order of their texts.
   *
   * @param most the greatest number of capabilities that are returned
   */
  public synchronized List<Capability> availableWithin(Capability held, int most) {
    if (!isFresh()) {
      return List.of();
    }
    Stream<Capability> narrower =
        table.within(held).stream()
            .filter(group -> usable(List.of(group), 0, CapabilityGroup::first).isPresent())
            .map(CapabilityGroup::capability);
    Stream<Capability> itself = first(held).isPresent() ? Stream.of(held) : Stream.empty();
    return Stream.concat(itself, narrower).distinct().limit(most).sorted().toList();
  }

  public Optional<KnownAgent> find(AgentId agent) {
    return find(AssetName.of(agent));
  }

  /** The agent with this name in any state, or empty when the registry does not list it. */
  public synchronized Optional<KnownAgent> find(AssetName agent) {
    return isFresh()
        ? table
            .find(agent.text())
            .or(() -> departed.find(agent.text()))
            .map(AgentEntry::known)
            .map(this::withRevocation)
        : Optional.empty();
  }

  public Optional<KnownAgent> find(AgentId agent, Capability capability) {
    return find(AssetName.of(agent), capability);
  }

  /** The agent with this name, if it is usable and covers this capability. */
  public Optional<KnownAgent> find(AssetName agent, Capability capability) {
    return find(agent)
        .filter(known -> known.status(clock.instant()).equals(KnownAgent.LISTED))
        .filter(known -> known.capabilities().covers(capability));
  }

  /**
   * The agent that had the capability and was the last one to lose its place: revoked, or put into
   * quarantine. A refusal names it, because an earlier loss does not explain the present one.
   */
  public synchronized Optional<KnownAgent> lastGone(Capability capability) {
    first(capability); // has revoked agents that are still in the index join the departed ones
    return departed.stream()
        .filter(entry -> entry.covers(capability) && (isGone(entry) || isHidden(entry)))
        .reduce((earlier, later) -> later)
        .map(AgentEntry::known)
        .map(this::withRevocation);
  }

  private boolean isGone(AgentEntry entry) {
    return entry.isRevoked() || isRevoked(entry.serial());
  }

  private boolean isHidden(AgentEntry entry) {
    return entry.isQuarantined() && table.find(entry.name()).isEmpty();
  }

  /** Whether the credential with which the registry listed this agent last is revoked. */
  public synchronized boolean wasRevoked(AgentId agent) {
    return departed.stream()
        .filter(entry -> entry.name().equals(agent.toString()))
        .anyMatch(this::isGone);
  }

  /** Stores a revocation, which no later page of the registry changes. */
  public void revoke(SerialNumber serial) {
    revoked.add(serial);
  }

  public boolean isRevoked(SerialNumber serial) {
    return revoked.contains(serial);
  }

  /**
   * Whether the registry has confirmed within the bound that nothing is missing. A confirmation far
   * in the future, as after the clock was set back, is not within it.
   */
  public boolean isFresh() {
    return Duration.between(confirmedAt, clock.instant()).abs().compareTo(maxAge) < 0;
  }

  /** Refuses with dependency-unavailable unless the inventory is fresh. */
  public void requireFresh() {
    if (!isFresh()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "inventory-stale",
          "The registry was not reached within the configured time.");
    }
  }

  public synchronized int size() {
    return table.size();
  }

  /** The number of agents that the registry told of and that could not be read. */
  public synchronized int unreadable() {
    return unreadable.size();
  }

  /** The position from which the next page is asked; empty for the first one. */
  synchronized String position() {
    return position;
  }

  /**
   * Takes a page over. When the last page of a new reading has come, agents that it does not have
   * are removed; until then they are used as before.
   */
  synchronized void apply(ChangesPage page) {
    if (page.begins()) {
      reading++;
      unreadable.clear();
    }
    page.agents().forEach(this::change);
    for (ChangesPage.Unreadable left : page.unreadable()) {
      unreadable.add(left.identifier());
      table.remove(left.name()).ifPresent(this::depart);
    }
    position = page.next();
    if (!page.more()) {
      if (sweptReading < reading) {
        table.removeOlderThan(reading).forEach(this::depart);
        sweptReading = reading;
      }
      confirm();
    }
  }

  /**
   * Tells the listener of all listed agents now, and from now on of each that changes. It is the
   * only one; the one before it is told nothing more.
   */
  public synchronized void tell(InventoryListener next) {
    listener = Optional.of(next);
    table.forEach(entry -> next.changed(withRevocation(entry.known())));
  }

  /** Stores that the registry has confirmed that nothing is missing. */
  void confirm() {
    confirmedAt = clock.instant();
  }

  private void depart(AgentEntry entry) {
    departed.add(entry);
    listener.ifPresent(told -> told.removed(entry.name()));
  }

  private void change(KnownAgent agent) {
    unreadable.remove(agent.registryId());
    listener.ifPresent(told -> told.changed(withRevocation(agent)));
    if (agent.state().equals(KnownAgent.LISTED)) {
      table
          .put(agent, reading)
          .filter(before -> !before.serial().equals(agent.serial()))
          .ifPresent(departed::add);
    } else {
      table.remove(agent.agent().toString());
      List<CapabilityGroup> groups =
          agent.capabilities().stream().map(CapabilityGroup::new).toList();
      departed.add(new AgentEntry(agent, groups, reading));
    }
  }

  private Optional<AgentEntry> first(Capability wanted) {
    return usable(table.covering(wanted), 0, CapabilityGroup::first);
  }

  /** A usable agent of one of the groups. A revoked one that is met leaves the index for good. */
  private Optional<AgentEntry> usable(
      List<CapabilityGroup> groups,
      int from,
      BiFunction<CapabilityGroup, Instant, Optional<AgentEntry>> choice) {
    Instant now = clock.instant();
    for (int step = 0; step < groups.size(); step++) {
      CapabilityGroup group = groups.get((from + step) % groups.size());
      Optional<AgentEntry> found = choice.apply(group, now);
      while (found.isPresent() && isRevoked(found.get().serial())) {
        table.hide(found.get());
        departed.add(found.get());
        found = choice.apply(group, now);
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Groups take turns in proportion to their agents. */
  private int firstGroup(List<CapabilityGroup> groups) {
    long all = groups.stream().mapToLong(CapabilityGroup::size).sum();
    if (all == 0) {
      return 0;
    }
    long place = Math.floorMod(turn++, all);
    int group = 0;
    while (place >= groups.get(group).size()) {
      place -= groups.get(group).size();
      group++;
    }
    return group;
  }

  private KnownAgent withRevocation(KnownAgent agent) {
    return isRevoked(agent.serial()) ? agent.revoked() : agent;
  }
}
