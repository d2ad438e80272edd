package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import org.bailiwick.aca.decision.Decisions;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Entity;

/**
 * Puts the applicant's wish to the decision port, in the vocabulary of the action {@code issue}.
 */
@Singleton
final class IssuePermission {

  private final Decisions decisions;
  private final AgentNames names;

  @Inject
  IssuePermission(Decisions decisions, AgentNames names) {
    this.decisions = decisions;
    this.names = names;
  }

  /** The permit, to be recorded with the reservation; a problem when denied. */
  AuditEntry require(VerifiedApplicant applicant, CredentialProfile profile) {
    return decisions.require(
        new AccessRequest(
            person(applicant.user(), applicant.owner()),
            "issue",
            credential(applicant, profile),
            Map.of(
                "attestation_status", applicant.attestation().status().token(),
                "device_issuer", applicant.device().issuer(),
                "profile_capabilities_ok", profile.covers(applicant.capabilities()),
                "owner_allowed", applicant.user().mayActFor(applicant.owner()))));
  }

  private static Entity person(UserContext user, Owner owner) {
    Principal principal = user.principalFor(owner);
    return new Entity(
        "Person",
        user.issuer() + "#" + user.subject(),
        Map.of(
            "kind", principal.kind().token(),
            "issuer", principal.issuer(),
            "subject", principal.subject(),
            "roles", Set.copyOf(user.roles())));
  }

  private Entity credential(VerifiedApplicant applicant, CredentialProfile profile) {
    return new Entity(
        "Credential",
        applicant.agent().toString(),
        Map.of(
            "trust_domain", applicant.agent().trustDomain().name(),
            "name", applicant.agent().name(),
            "profile", profile.name(),
            "owner", applicant.owner().value(),
            "name_owner", names.ownerOf(applicant.agent()).map(Owner::value).orElse(""),
            "capabilities", Set.copyOf(applicant.capabilities().texts())));
  }
}
