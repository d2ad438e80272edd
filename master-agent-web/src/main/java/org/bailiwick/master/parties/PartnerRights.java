package org.bailiwick.master.parties;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Tells by the partner's present description whether a caller's trust domain is still a partner,
 * and which capabilities it has. An agent of this trust domain needs no partner, but rights of its
 * own ({@link OwnAgentRights}), and so does a person ({@link PersonRights}). While a fault hides
 * the description, every method throws dependency-unavailable.
 */
public final class PartnerRights {

  /** Check of a caller whose trust domain is no partner any more. */
  public static final String REMOVED = "partner-removed";

  /** Check of a capability that the partner's description does not have, or has no longer. */
  public static final String SCOPE = "partner-scope";

  /** Check of a client without certificate where the description does not permit that. */
  public static final String CERTIFICATE = "partner-requires-certificate";

  private final PartnerDirectory partners;
  private final TrustDomain own;
  private final OwnAgentRights ownAgents;
  private final PersonRights people;

  public PartnerRights(
      PartnerDirectory partners, TrustDomain own, OwnAgentRights ownAgents, PersonRights people) {
    this.partners = partners;
    this.own = own;
    this.ownAgents = ownAgents;
    this.people = people;
  }

  /** The rights of people, who are of no trust domain. */
  public PersonRights people() {
    return people;
  }

  /** This trust domain. */
  public TrustDomain own() {
    return own;
  }

  /** The check by which the caller may not have these capabilities used; empty if it may. */
  public Optional<String> refusal(SpiffeId caller, CapabilitySet scope) {
    if (isOwn(caller)) {
      return ownAgents.refusal(caller, scope);
    }
    Optional<Partner> partner = partners.find(caller.trustDomain());
    if (partner.isEmpty()) {
      requireNoFault(caller.trustDomain());
      return Optional.of(REMOVED);
    }
    return partner.get().scopes().covers(scope) ? Optional.empty() : Optional.of(SCOPE);
  }

  /** Whose rights a refusal is about: the agent's own, or those of its trust domain. */
  String holder(SpiffeId caller) {
    return isOwn(caller) ? caller.toString() : caller.trustDomain().toString();
  }

  private boolean isOwn(SpiffeId caller) {
    return caller.trustDomain().equals(own);
  }

  /**
   * Refuses with access-token-invalid a caller whose trust domain is no partner any more, or who is
   * an agent of this domain without rights.
   */
  public void requirePartner(SpiffeId caller) {
    Optional<String> check = refusal(caller, CapabilitySet.of());
    if (check.isPresent()) {
      String detail =
          isOwn(caller)
              ? "The caller may not start work now."
              : "The caller's domain is no partner.";
      throw new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check.get(), detail);
    }
  }

  /** As above; refuses also with {@code tooWide} a scope that is not among the rights. */
  public void require(SpiffeId caller, CapabilitySet scope, ProblemType tooWide) {
    requirePartner(caller);
    Optional<String> check = refusal(caller, scope);
    if (check.isPresent()) {
      String detail =
          isOwn(caller)
              ? "The caller does not have this scope any more."
              : "The caller's domain does not have this scope any more.";
      throw new ProblemException(tooWide, check.get(), detail).with("scope", scope.scope());
    }
  }

  /** As above; a person is of no trust domain, and needs rights of one's own. */
  public void require(CallerIdentity caller, CapabilitySet scope, ProblemType tooWide) {
    people.require(caller, scope, tooWide);
    if (caller instanceof CallerIdentity.Workload workload) {
      require(workload.id(), scope, tooWide);
    }
    if (caller instanceof CallerIdentity.Client client) {
      requireClient(client.id());
      require(client.id(), scope, tooWide);
    }
  }

  /** As {@link #refusal}, for a client without certificate, which the partner must permit. */
  public Optional<String> refusalOfClient(SpiffeId client, CapabilitySet scope) {
    return refusal(client, scope)
        .or(() -> permitsClients(client) ? Optional.empty() : Optional.of(CERTIFICATE));
  }

  /** Refuses with access-token-invalid a client without certificate that may not call so now. */
  public void requireClient(SpiffeId client) {
    requirePartner(client);
    if (!permitsClients(client)) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          CERTIFICATE,
          "The clients of this domain need a certificate.");
    }
  }

  private boolean permitsClients(SpiffeId client) {
    return partners
        .find(client.trustDomain())
        .filter(partner -> partner.withoutCertificate() == Partner.WithoutCertificate.BY_DPOP)
        .isPresent();
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
