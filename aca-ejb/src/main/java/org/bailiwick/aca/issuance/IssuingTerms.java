package org.bailiwick.aca.issuance;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.credentialrequest.CredentialEntity;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.person.PersonEntity;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Action;

/** Decides by profile and policy on which terms a credential is issued. */
@Singleton
record IssuingTerms(
    CredentialProfiles profiles,
    @ForAca Gate gate,
    AgentHistories histories,
    @ForAca InstantSource clock) {

  @Inject
  IssuingTerms {}

  /** The profile of this name; MALFORMED_REQUEST if there is none. */
  CredentialProfile profile(String name) {
    return profiles.require(name);
  }

  /** The time to renew the credential, by its profile's window. */
  Instant renewAt(IssuedCredential issued) {
    return profiles
        .renewalOf(issued.profile())
        .timeFor(
            issued.ref().serial(),
            issued.issuedAt(),
            issued.certificate().getNotAfter().toInstant());
  }

  /** The order for a credential. Refuses what profile or policy do not grant. */
  AgentIssuing.Order order(
      VerifiedApplicant reviewed,
      CredentialProfile profile,
      String protocol,
      Optional<EnrolmentKey> key) {
    VerifiedApplicant applicant = profile.appraised(reviewed);
    profile.requireSuitable(applicant, clock.instant());
    AgentHistory history = histories.of(applicant.workload());
    AuditEntry permit =
        gate.require(question(applicant, history, profile, protocol))
            .with(
                "attested_subjects",
                applicant.subjects().stream()
                    .map(AttestedSubject::toString)
                    .collect(joining("; ")));
    return new AgentIssuing.Order(
        applicant, history, profile, withOwner(permit, applicant), key, Optional.empty());
  }

  private static AuditEntry withOwner(AuditEntry permit, VerifiedApplicant applicant) {
    return applicant
        .ownerKey()
        .map(
            owner ->
                permit
                    .with("owner_key_sha256", KeyDigest.of(owner.key()).hex())
                    .with("owner_key_by", owner.voucher().text()))
        .orElse(permit);
  }

  /** The requested credential in the schema of the action {@code issue} (docs/policy.md). */
  private Question question(
      VerifiedApplicant applicant,
      AgentHistory history,
      CredentialProfile profile,
      String protocol) {
    return Question.of(
        PersonEntity.of(applicant.user(), applicant.owner()),
        Action.ISSUE,
        CredentialEntity.of(
            applicant.requested(),
            history.owner(),
            applicant.user().principalFor(applicant.owner())),
        Map.of(
            "protocol", protocol,
            "attestation_status", applicant.attestation().status().text(),
            "attestation_sufficient", profile.accepts(applicant.attestation().status()),
            "device_issuer", profile.subjectOf(applicant).issuer(),
            "attestors", applicant.subjects().stream().map(AttestedSubject::type).collect(toSet()),
            "profile_capabilities_ok", profile.covers(applicant.capabilities()),
            "owner_allowed", applicant.user().mayActFor(applicant.owner())));
  }
}
