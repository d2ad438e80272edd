package org.bailiwick.master.runner;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.slots.AgentChoice;
import org.bailiwick.master.slots.Demand;
import org.bailiwick.node.peer.RevocationState;

/** Finds the agents of steps, and tells why there is none. */
final class StepAgents implements AgentChoice {

  private final AgentInventory inventory;
  private final CredentialStates credentials;

  StepAgents(AgentInventory inventory, CredentialStates credentials) {
    this.inventory = inventory;
    this.credentials = credentials;
  }

  @Override
  public Choice choose(Demand demand, Predicate<AgentId> hasRoom) {
    if (demand.bound().isPresent()) {
      AgentId bound = demand.bound().get();
      return hasRoom.test(bound) ? new Chosen(bound) : new Full();
    }
    Optional<KnownAgent> agent = inventory.find(demand.capability(), hasRoom);
    if (agent.isPresent()) {
      return new Chosen(agent.get().agent());
    }
    return inventory.isAvailable(demand.capability()) ? new Full() : new Nobody();
  }

  /** Refuses with dependency-unavailable unless the registry's list is fresh. */
  void requireFresh() {
    inventory.requireFresh();
  }

  /**
   * The agent of a slot, if the registry lists it; a step that is bound to no agent also needs it
   * to be usable.
   */
  Optional<KnownAgent> find(Demand demand, Optional<AgentId> chosen) {
    return demand.bound().isPresent()
        ? demand.bound().flatMap(inventory::find)
        : chosen.flatMap(agent -> inventory.find(agent, demand.capability()));
  }

  /** Whether the step may go to another agent than that of its slot. */
  boolean hasOther(Demand demand) {
    return demand.bound().isEmpty() && inventory.isAvailable(demand.capability());
  }

  /**
   * Whether the credential is revoked, by an event or a CRL. The inventory is told what only a CRL
   * has, so that it chooses the agent no more.
   */
  boolean isRevoked(SerialNumber serial) {
    if (credentials.ofAgent(serial) instanceof RevocationState.Revoked) {
      inventory.revoke(serial);
    }
    return inventory.isRevoked(serial);
  }

  /** Refuses with dependency-unavailable unless it is known that the credential is not revoked. */
  void requireKnown(SerialNumber serial) {
    if (credentials.ofAgent(serial) instanceof RevocationState.Unknown unknown) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "agent-status-stale",
          "It is not known now whether the agent's credential is revoked.",
          new IllegalStateException(unknown.why())); // the cause is for the log only
    }
  }

  /** The reason why no agent takes the step. */
  String noAgent(Demand demand) {
    if (demand.bound().isPresent()) {
      AgentId bound = demand.bound().get();
      return inventory.find(bound).isPresent() ? revoked(bound) : "agent-not-listed: " + bound;
    }
    List<KnownAgent> revoked = inventory.revokedFor(demand.capability());
    return revoked.isEmpty()
        ? "agent-not-available: " + demand.capability().text()
        : revoked(revoked.getFirst().agent());
  }

  static String revoked(AgentId agent) {
    return "credential-revoked: " + agent;
  }
}
