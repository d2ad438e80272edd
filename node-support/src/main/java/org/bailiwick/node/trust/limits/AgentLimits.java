package org.bailiwick.node.trust.limits;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.trust.appraisal.AppraisalVerifier;

/**
 * Which agents of a partner may call, by their paths and by name, the largest scope of each, and
 * whose word about their posture counts.
 *
 * @param paths without any, the path of an agent does not matter
 * @param verifiers without any, no attestation result of an agent counts
 */
public record AgentLimits(
    List<PathRule> paths, NamedScopes agents, List<AppraisalVerifier> verifiers) {

  /** No limits. */
  public static final AgentLimits NONE = new AgentLimits(List.of(), NamedScopes.UNLISTED);

  public AgentLimits {
    paths = List.copyOf(paths);
    verifiers = List.copyOf(verifiers);
  }

  /** Limits of agents of whose posture nobody tells. */
  public AgentLimits(List<PathRule> paths, NamedScopes agents) {
    this(paths, agents, List.of());
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
