package org.bailiwick.master.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.contract.capability.Capability;

/** The listed agents, by name and by capability. It is not safe for several threads. */
final class AgentTable {
  private final Map<String, AgentEntry> byName = new HashMap<>();
  private final CapabilityIndex index = new CapabilityIndex();

  /** Puts the agent in as of this reading, and returns the entry that its name had before. */
  Optional<AgentEntry> put(KnownAgent agent, int reading) {
    Optional<AgentEntry> before = remove(agent.agent().toString());
    List<CapabilityGroup> groups = new ArrayList<>(agent.capabilities().size());
    for (Capability capability : agent.capabilities()) {
      groups.add(index.group(capability));
    }
    AgentEntry entry = new AgentEntry(agent, groups, reading);
    groups.forEach(group -> group.add(entry));
    byName.put(entry.name(), entry);
    return before;
  }

  /** Takes the agent with this name out. */
  Optional<AgentEntry> remove(String name) {
    Optional<AgentEntry> entry = Optional.ofNullable(byName.remove(name));
    entry.ifPresent(this::hide);
    return entry;
  }

  /** Takes the agent out of the index, so that no capability leads to it. */
  void hide(AgentEntry entry) {
    for (CapabilityGroup group : entry.groups()) {
      group.remove(entry);
      index.prune(group);
    }
  }

  Optional<AgentEntry> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<CapabilityGroup> covering(Capability wanted) {
    return index.covering(wanted);
  }

  List<CapabilityGroup> within(Capability held) {
    return index.within(held);
  }

  /** Takes the agents out that an earlier reading had and this one does not have. */
  List<AgentEntry> removeOlderThan(int reading) {
    List<AgentEntry> older =
        byName.values().stream().filter(entry -> entry.reading() < reading).toList();
    older.forEach(entry -> remove(entry.name()));
    return older;
  }

  void forEach(Consumer<AgentEntry> use) {
    byName.values().forEach(use);
  }

  int size() {
    return byName.size();
  }
}
