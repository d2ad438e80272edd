package org.bailiwick.master.parties;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.ownerrights.OwnerRights;
import org.bailiwick.master.ownerrights.Responsibility;
import org.bailiwick.master.ownerrights.StartRights;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Tells what an agent of this domain may start now: it must be listed by the registry, with a
 * credential in force, and be described by the operator. The largest scope is what its own file,
 * that of its owner and that of its principal have, each of them; the registry tells whose agent it
 * is. While the registry's list is stale, or a fault hides one of the files, every refusal is
 * dependency-unavailable.
 */
public final class OwnAgentRights {

  /** Check of a caller that the registry does not list. */
  public static final String NOT_LISTED = "caller-not-listed";

  /** Check of a caller whose listed credential was revoked. */
  public static final String REVOKED = "credential-revoked";

  /** Check of a caller that an officer has put into quarantine at the registry. */
  public static final String QUARANTINED = "caller-quarantined";

  /** Check of a caller whose listed credential has expired. */
  public static final String EXPIRED = "caller-expired";

  /** Check of a caller that no file of the operator describes. */
  public static final String NOT_DESCRIBED = "caller-not-described";

  /** Check of a capability that the caller's file does not have, or has no longer. */
  public static final String SCOPE = "caller-scope";

  /** Check of a client whose credential has another owner or principal than the listed one. */
  public static final String OWNER_DIFFERS = "owner-differs";

  private final OwnCallers callers;
  private final FileCheck file;
  private final OwnerRights owners;
  private final AgentInventory inventory;
  private final Clock clock;

  public OwnAgentRights(
      OwnCallers callers, OwnerRights owners, AgentInventory inventory, Clock clock) {
    this.callers = callers;
    this.file = new FileCheck(callers);
    this.owners = owners;
    this.inventory = inventory;
    this.clock = clock;
  }

  /** The check by which the caller may not have these capabilities used; empty if it may. */
  public Optional<String> refusal(SpiffeId caller, CapabilitySet scope) {
    return unlisted(caller)
        .or(() -> file.refusal(WorkloadId.of(caller), scope))
        .or(() -> owners.areAsked() ? byOwner(AgentId.of(caller), scope) : Optional.empty());
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

  /**
   * The check by which a client with this credential may start nothing; empty if it may. An earlier
   * credential of the name may be another owner's, from whom the listed one inherits nothing.
   */
  public Optional<String> refusal(VerifiedPeer client) {
    return refusal(client.id(), CapabilitySet.of())
        .or(
            () ->
                owners.areAsked() && !isListed(AgentId.of(client.id()), client.certificate())
                    ? Optional.of(OWNER_DIFFERS)
                    : Optional.empty());
  }

  /** The largest scopes of what the agent starts; of what is not known now, nothing. */
  public StartRights startRights(AgentId agent) {
    return owners.startRights(
        callers.scopesOf(WorkloadId.of(agent)).orElseGet(() -> CapabilitySet.of()),
        responsible(agent));
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
      case "quarantined" -> Optional.of(QUARANTINED);
      default -> Optional.of(NOT_LISTED);
    };
  }

  private Optional<String> byOwner(AgentId agent, CapabilitySet scope) {
    Responsibility known =
        responsible(agent)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.DEPENDENCY_UNAVAILABLE,
                        "caller-owner-unknown",
                        "The registry does not tell now whose agent the caller is."));
    return owners.refusal(known, scope);
  }

  /** Owner and principal by the registry, which has them from the agent's newest credential. */
  private Optional<Responsibility> responsible(AgentId agent) {
    return inventory.find(agent).flatMap(KnownAgent::responsible);
  }

  private boolean isListed(AgentId agent, X509Certificate credential) {
    try {
      Responsibility shown = Responsibility.of(AgentCredential.read(credential).information());
      return responsible(agent).filter(shown::equals).isPresent();
    } catch (ProblemException unreadable) {
      return false;
    }
  }
}
