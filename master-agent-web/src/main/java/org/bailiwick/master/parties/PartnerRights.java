package org.bailiwick.master.parties;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.ownerrights.StartRights;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Tells by the partner's present description whether a caller's trust domain is still a partner,
 * whether the caller, and the principal for whom it calls, are still among those whom it allows,
 * and which capabilities they have. A principal is named as {@code <issuer>#<sub>}. A workload of
 * this trust domain needs no partner, but rights of its own ({@link OwnCallerRights}), and without
 * a certificate an attester beside; a person needs {@link PersonRights}. While a fault hides the
 * description, every method throws dependency-unavailable.
 */
public final class PartnerRights {

  /** Check of a caller whose trust domain is no partner any more. */
  public static final String REMOVED = "partner-removed";

  /** Check of a capability that the partner's description does not have, or has no longer. */
  public static final String SCOPE = "partner-scope";

  /** Check of a caller whose path the description does not allow. */
  public static final String AGENT_PATH = "partner-agent-path";

  /** Check of a caller that the description's list of agents does not have. */
  public static final String AGENT = "partner-agent";

  /** Check of a principal whose issuer is no server of the partner any more. */
  public static final String ISSUER = "partner-issuer";

  /** Check of a principal that the list of its server does not have. */
  public static final String SUBJECT = "partner-subject";

  /** Check of a client without certificate where the description does not permit that. */
  public static final String CERTIFICATE = "partner-requires-certificate";

  /** Check of an agent of this domain without certificate for which no attester vouches now. */
  public static final String NOT_ATTESTED = "caller-not-attested";

  private final PartnerDirectory partners;
  private final TrustDomain own;
  private final OwnCallerRights ownCallers;
  private final PersonRights people;
  private final Attesters attesters;

  /**
   * @param attesters vouch for agents of this trust domain that have no certificate
   */
  public PartnerRights(
      PartnerDirectory partners,
      OwnCallerRights ownCallers,
      PersonRights people,
      Attesters attesters) {
    this.partners = partners;
    this.own = attesters.own();
    this.ownCallers = ownCallers;
    this.people = people;
    this.attesters = attesters;
  }

  /** The rights of people, who are of no trust domain. */
  public PersonRights people() {
    return people;
  }

  /** The rights of this domain's own workloads. */
  OwnCallerRights ownCallers() {
    return ownCallers;
  }

  /** This trust domain. */
  public TrustDomain own() {
    return own;
  }

  /** What the caller may start at all, if it is an agent of this domain. */
  public Optional<StartRights> startRights(CallerIdentity caller) {
    return caller instanceof CallerIdentity.Agent agent && isOwn(agent.id()) && agent.id().isAgent()
        ? Optional.of(ownCallers.startRights(WorkloadId.of(agent.id())))
        : Optional.empty();
  }

  /** The check by which the caller may not have these capabilities used; empty if it may. */
  public Optional<String> refusal(SpiffeId caller, String principal, CapabilitySet scope) {
    if (isOwn(caller)) {
      return ownCallers.refusal(caller, scope);
    }
    Optional<Partner> partner = partners.find(caller.trustDomain());
    if (partner.isEmpty()) {
      requireNoFault(caller.trustDomain());
      return Optional.of(REMOVED);
    }
    PartnerParty party = PartnerParty.of(partner.get(), caller, principal);
    return party.refusal().or(() -> party.covers(scope) ? Optional.empty() : Optional.of(SCOPE));
  }

  /**
   * The reason why nothing at all may be done any more for an agent of a partner and its principal,
   * so that its jobs end at once; empty if there is none, if it cannot be known now, and for a
   * workload of this domain.
   */
  Optional<String> loss(SpiffeId caller, String principal) {
    if (isOwn(caller) || partners.isFaulty(caller.trustDomain())) {
      return Optional.empty();
    }
    return partners
        .find(caller.trustDomain())
        .map(partner -> PartnerParty.of(partner, caller, principal).refusal())
        .orElseGet(() -> Optional.of(REMOVED))
        .map(check -> reason(check, caller));
  }

  /** The reason of a job that ends by this check, with the one whom the check is about. */
  String reason(String check, SpiffeId caller) {
    boolean ofAgent = isOwn(caller) || check.equals(AGENT) || check.equals(AGENT_PATH);
    return check + ": " + (ofAgent ? caller.toString() : caller.trustDomain().toString());
  }

  private boolean isOwn(SpiffeId caller) {
    return caller.trustDomain().equals(own);
  }

  /**
   * Refuses with access-token-invalid a caller whose trust domain is no partner any more, or does
   * not allow it or its principal any more, or who is a workload of this domain without rights.
   */
  public void requirePartner(SpiffeId caller, String principal) {
    Optional<String> check = refusal(caller, principal, CapabilitySet.of());
    if (check.isPresent()) {
      String detail =
          isOwn(caller)
              ? "The caller may not start work now."
              : "The caller's domain is no partner, or does not allow the caller any more.";
      throw new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check.get(), detail);
    }
  }

  /** As above; refuses also with {@code tooWide} a scope that is not among the rights. */
  private void require(
      SpiffeId caller, String principal, CapabilitySet scope, ProblemType tooWide) {
    requirePartner(caller, principal);
    Optional<String> check = refusal(caller, principal, scope);
    if (check.isPresent()) {
      String detail =
          isOwn(caller)
              ? "The caller does not have this scope any more."
              : "The caller or its domain does not have this scope any more.";
      throw new ProblemException(tooWide, check.get(), detail).with("scope", scope.scope());
    }
  }

  /** As above; a person is of no trust domain, and needs rights of one's own. */
  public void require(
      CallerIdentity caller, String principal, CapabilitySet scope, ProblemType tooWide) {
    people.require(caller, scope, tooWide);
    if (caller instanceof CallerIdentity.Workload workload) {
      require(workload.id(), principal, scope, tooWide);
    }
    if (caller instanceof CallerIdentity.Client client) {
      requireClient(client.id(), principal);
      require(client.id(), principal, scope, tooWide);
    }
  }

  /**
   * As {@link #refusal}, for a client without certificate, which the partner must permit, and for
   * which an attester must vouch if it is of this domain.
   */
  public Optional<String> refusalOfClient(SpiffeId client, String principal, CapabilitySet scope) {
    return refusal(client, principal, scope).or(() -> refusalWithoutCertificate(client));
  }

  /** Refuses with access-token-invalid a client without certificate that may not call so now. */
  public void requireClient(SpiffeId client, String principal) {
    requirePartner(client, principal);
    Optional<String> check = refusalWithoutCertificate(client);
    if (check.isPresent()) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, check.get(), "This client needs a certificate.");
    }
  }

  private Optional<String> refusalWithoutCertificate(SpiffeId client) {
    if (isOwn(client)) {
      return attesters.vouchFor(client.toString()) ? Optional.empty() : Optional.of(NOT_ATTESTED);
    }
    boolean permitted =
        partners
            .find(client.trustDomain())
            .filter(partner -> partner.withoutCertificate() == Partner.WithoutCertificate.BY_DPOP)
            .isPresent();
    return permitted ? Optional.empty() : Optional.of(CERTIFICATE);
  }

  /** Whether it is known that the credential of this agent of the domain is revoked. */
  boolean isRevoked(SpiffeId client) {
    return isOwn(client) && ownCallers.isRevoked(client);
  }

  private void requireNoFault(TrustDomain domain) {
    if (partners.isFaulty(domain)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "partner-description-faulty",
          "The description of the caller's domain cannot be read now.");
    }
  }
}
