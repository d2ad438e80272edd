package org.bailiwick.master.parties;

import java.util.Optional;
import java.util.function.Predicate;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.inventory.CallableAsset;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.mirrored.CallableDomains;
import org.bailiwick.master.slots.AssetChoice;
import org.bailiwick.master.slots.Demand;
import org.bailiwick.node.peer.RevocationState;

/** Finds the assets that steps may call, and tells why there is none. */
public final class StepAssets implements AssetChoice {

  private final AgentInventory inventory;
  private final CredentialStates credentials;
  private final CallableDomains domains;

  public StepAssets(
      AgentInventory inventory, CredentialStates credentials, CallableDomains domains) {
    this.inventory = inventory;
    this.credentials = credentials;
    this.domains = domains;
  }

  @Override
  public Choice choose(Demand demand, Predicate<AssetName> hasRoom) {
    if (demand.bound().isPresent()) {
      AssetName bound = demand.bound().get();
      return hasRoom.test(bound) ? new Chosen(bound) : new Full();
    }
    Optional<KnownAgent> agent = inventory.find(demand.capability(), hasRoom);
    if (agent.isPresent()) {
      return new Chosen(agent.get().name());
    }
    return inventory.isAvailable(demand.capability()) ? new Full() : new Nobody();
  }

  /** Refuses with dependency-unavailable unless the registry's list is fresh. */
  public void requireFresh() {
    inventory.requireFresh();
  }

  /**
   * The asset of a slot, if the registry lists it, or a partner's description has it; a step that
   * is bound to no asset also needs it to be usable.
   */
  public Optional<CallableAsset> find(Demand demand, Optional<AssetName> chosen) {
    if (demand.bound().flatMap(AssetName::domain).isPresent()) {
      return demand.bound().flatMap(domains::find).map(known -> known);
    }
    Optional<KnownAgent> agent =
        demand.bound().isPresent()
            ? demand.bound().flatMap(inventory::find)
            : chosen.flatMap(name -> inventory.find(name, demand.capability()));
    return agent.map(known -> known);
  }

  /** Whether the step may go to another asset than that of its slot. */
  public boolean hasOther(Demand demand) {
    return demand.bound().isEmpty() && inventory.isAvailable(demand.capability());
  }

  /**
   * Whether the asset's own credential is revoked, by an event or a CRL. The inventory is told what
   * only a CRL has, so that it chooses the asset no more.
   */
  public boolean isRevoked(CallableAsset asset) {
    return asset.credential().filter(this::isRevoked).isPresent();
  }

  private boolean isRevoked(SerialNumber serial) {
    if (credentials.ofAgent(serial) instanceof RevocationState.Revoked) {
      inventory.revoke(serial);
    }
    return inventory.isRevoked(serial);
  }

  /**
   * Refuses with dependency-unavailable unless it is known that the asset's own credential is not
   * revoked.
   */
  public void requireKnown(CallableAsset asset) {
    asset.credential().ifPresent(this::requireKnown);
  }

  private void requireKnown(SerialNumber serial) {
    if (credentials.ofAgent(serial) instanceof RevocationState.Unknown unknown) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "agent-status-stale",
          "It is not known now whether the agent's credential is revoked.",
          new IllegalStateException(unknown.why())); // the cause is for the log only
    }
  }

  /** The reason why no asset takes the step. */
  public String noAsset(Demand demand) {
    if (demand.bound().isPresent()) {
      AssetName bound = demand.bound().get();
      if (bound.domain().isPresent()) {
        return domains.whyNot(bound) + ": " + bound.domain().get();
      }
      return inventory.find(bound).isPresent() ? revoked(bound) : "agent-not-listed: " + bound;
    }
    return gone(demand.capability());
  }

  /** Names an agent that had the capability, if it is known why it is there no more. */
  private String gone(Capability capability) {
    return inventory
        .lastGone(capability)
        .map(agent -> agent.isQuarantined() ? quarantined(agent.name()) : revoked(agent.name()))
        .orElse("agent-not-available: " + capability.text());
  }

  private static String quarantined(AssetName asset) {
    return "agent-quarantined: " + asset;
  }

  /** The reason of a step whose asset has lost its credential. */
  public static String revoked(AssetName asset) {
    return "credential-revoked: " + asset;
  }
}
