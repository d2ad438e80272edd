package org.bailiwick.master.inventory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The agents that were removed last, at most {@value #MOST}, so that a refusal can name them. It is
 * not safe for several threads.
 */
final class DepartedAgents {
  private static final int MOST = 1000;

  private final Map<String, AgentEntry> entries = new LinkedHashMap<>();

  void add(AgentEntry entry) {
    entries.remove(entry.name());
    entries.put(entry.name(), entry);
    if (entries.size() > MOST) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** The removed agent, if the registry still shows its state. */
  Optional<AgentEntry> find(String name) {
    return Optional.ofNullable(entries.get(name))
        .filter(entry -> !entry.isListed() && !entry.isExpired());
  }

  Stream<AgentEntry> stream() {
    return List.copyOf(entries.values()).stream();
  }
}
