package org.bailiwick.master.parties;

import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.owncallers.OwnCallers;

/**
 * Tells what an agent of this domain may start now: it must be listed by the registry, with a
 * credential in force, and be described by the operator, whose file is the largest scope. While the
 * registry's list is stale, or a fault hides the agent's file, every method throws
 * dependency-unavailable.
 */
public final class OwnAgentRights {

  /** Check of a caller that the registry does not list. */
  public static final String NOT_LISTED = "caller-not-listed";

  /** Check of a caller whose listed credential was revoked. */
  public static final String REVOKED = "credential-revoked";

  /** Check of a caller whose listed credential has expired. */
  public static final String EXPIRED = "caller-expired";

  /** Check of a caller that no file of the operator describes. */
  public static final String NOT_DESCRIBED = "caller-not-described";

  /** Check of a capability that the caller's file does not have, or has no longer. */
  public static final String SCOPE = "caller-scope";

  private final OwnCallers callers;
  private final AgentInventory inventory;
  private final Clock clock;

  public OwnAgentRights(OwnCallers callers, AgentInventory inventory, Clock clock) {
    this.callers = callers;
    this.inventory = inventory;
    this.clock = clock;
  }

  /** The check by which the caller may not have these capabilities used; empty if it may. */
  public Optional<String> refusal(SpiffeId caller, CapabilitySet scope) {
    if (!caller.isAgent()) {
      return Optional.of(NOT_LISTED);
    }
    AgentId agent = AgentId.of(caller);
    return byRegistry(agent).or(() -> byFile(agent, scope));
  }

  /**
   * The check by which the registry does not list the agent with a credential in force; empty if it
   * does.
   */
  public Optional<String> unlisted(SpiffeId agent) {
    return agent.isAgent() ? byRegistry(AgentId.of(agent)) : Optional.of(NOT_LISTED);
  }

  /** Whether it is known, however long ago, that the agent's listed credential is revoked. */
  boolean isRevoked(SpiffeId agent) {
    if (!agent.isAgent()) {
      return false;
    }
    Optional<KnownAgent> known = inventory.find(AgentId.of(agent));
    return known
        .map(KnownAgent::isRevoked)
        .orElseGet(() -> inventory.wasRevoked(AgentId.of(agent)));
  }

  /** The largest scope of what the agent starts; empty if it may start nothing. */
  public CapabilitySet scopesOf(AgentId agent) {
    return callers.scopesOf(agent).orElseGet(() -> CapabilitySet.of());
  }

  private Optional<String> byRegistry(AgentId agent) {
    inventory.requireFresh();
    Optional<KnownAgent> known = inventory.find(agent);
    if (known.isEmpty()) {
      return Optional.of(inventory.wasRevoked(agent) ? REVOKED : NOT_LISTED);
    }
    return switch (known.get().status(clock.instant())) {
      case "listed" -> Optional.empty();
      case "revoked" -> Optional.of(REVOKED);
      case "expired" -> Optional.of(EXPIRED);
      default -> Optional.of(NOT_LISTED);
    };
  }

  private Optional<String> byFile(AgentId agent, CapabilitySet scope) {
    Optional<CapabilitySet> allowed = callers.scopesOf(agent);
    if (allowed.isEmpty()) {
      requireNoFault(agent);
      return Optional.of(NOT_DESCRIBED);
    }
    return allowed.get().covers(scope) ? Optional.empty() : Optional.of(SCOPE);
  }

  private void requireNoFault(AgentId agent) {
    if (callers.isFaulty(agent)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "caller-description-faulty",
          "The description of the caller cannot be read now.");
    }
  }
}
