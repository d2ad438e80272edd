package org.bailiwick.node.trust.limits;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * Which agents of a partner may call, by their paths and by name, and the largest scope of each.
 *
 * @param paths without any, the path of an agent does not matter
 */
public record AgentLimits(List<PathRule> paths, NamedScopes agents) {

  /** No limits. */
  public static final AgentLimits NONE = new AgentLimits(List.of(), NamedScopes.UNLISTED);

  public AgentLimits {
    paths = List.copyOf(paths);
  }

  /** Whether agents may have this path. */
  public boolean allowsPath(SpiffeId agent) {
    return paths.isEmpty() || paths.stream().anyMatch(rule -> rule.covers(agent.path()));
  }

  /** Whether this agent may have anything, its path aside. */
  public boolean allowsAgent(SpiffeId agent) {
    return agents.allows(agent.toString());
  }

  /** The largest scope of the agent; empty if it has no bound of its own. */
  public Optional<CapabilitySet> bound(SpiffeId agent) {
    return agents.bound(agent.toString());
  }
}
