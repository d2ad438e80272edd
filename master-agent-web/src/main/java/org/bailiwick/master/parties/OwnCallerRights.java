package org.bailiwick.master.parties;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.ownerrights.StartRights;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Tells what a workload of this domain may start now: an agent by {@link OwnAgentRights}, a service
 * or a device by the operator's file alone, since these are not registered. Their credential is
 * that with which they have called, and nothing tells whether there is a newer one; so what rests
 * on it ends with it. Whether it is revoked is asked of {@link CredentialStates}. While a fault
 * hides the file, {@link #refusal} throws dependency-unavailable.
 */
public final class OwnCallerRights {

  private final OwnAgentRights agents;
  private final OwnCallers callers;
  private final FileCheck file;
  private final Clock clock;

  public OwnCallerRights(OwnAgentRights agents, OwnCallers callers, Clock clock) {
    this.agents = agents;
    this.callers = callers;
    this.file = new FileCheck(callers);
    this.clock = clock;
  }

  /** The check by which the caller may not have these capabilities used; empty if it may. */
  public Optional<String> refusal(SpiffeId caller, CapabilitySet scope) {
    return isRegistered(caller)
        ? agents.refusal(caller, scope)
        : file.refusal(WorkloadId.of(caller), scope);
  }

  /** The check by which a client with this credential may start nothing; empty if it may. */
  public Optional<String> refusal(VerifiedPeer client) {
    return isRegistered(client.id())
        ? agents.refusal(client)
        : refusal(client.id(), CapabilitySet.of());
  }

  /** The largest scopes of what the workload starts; of what is not known now, nothing. */
  public StartRights startRights(WorkloadId caller) {
    return isRegistered(caller.spiffeId())
        ? agents.startRights(AgentId.of(caller.spiffeId()))
        : StartRights.of(callers.scopesOf(caller).orElseGet(() -> CapabilitySet.of()));
  }

  /** Whether it is known that the listed credential of this agent is revoked. */
  boolean isRevoked(SpiffeId caller) {
    return agents.isRevoked(caller);
  }

  /**
   * The check of a service or device whose certificate has expired since it called; empty for an
   * agent, of whose present credential the registry tells.
   */
  Optional<String> expiry(CallerIdentity.Workload caller) {
    return Optional.of(caller)
        .filter(other -> !isRegistered(other.id()))
        .map(CallerIdentity.Workload::credential)
        .flatMap(CallerCredential::certificate)
        .filter(this::isExpired)
        .map(expired -> OwnAgentRights.EXPIRED);
  }

  /**
   * The check by which nothing at all may be done any more for a service or device, so that its
   * jobs end at once: it has no file any more, or its certificate has expired. Empty while a fault
   * hides the file, and for an agent, whose jobs end before their next step.
   */
  Optional<String> loss(CallerIdentity.Workload caller) {
    if (isRegistered(caller.id())) {
      return Optional.empty();
    }
    return file.isGone(WorkloadId.of(caller.id()))
        ? Optional.of(OwnAgentRights.NOT_DESCRIBED)
        : expiry(caller);
  }

  /** Whether the registry answers for it, which knows no services and devices. */
  private static boolean isRegistered(SpiffeId caller) {
    return !(caller.isService() || caller.isDevice());
  }

  /** A certificate is valid up to and including this second (RFC 5280 section 4.1.2.5). */
  private boolean isExpired(X509Certificate certificate) {
    return clock.instant().isAfter(certificate.getNotAfter().toInstant());
  }
}
