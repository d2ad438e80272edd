package org.bailiwick.aca.profile;

import java.util.Locale;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The proofs and approvals that a profile requires.
 *
 * @param attestation the least attestation status that the profile accepts; none if the attestors
 *     alone suffice
 * @param attestors the initial trust that an applicant must bring
 * @param approvers number of officers who have to agree before a credential is issued
 */
record RequiredProofs(AttestationResult.Status attestation, AttestorRule attestors, int approvers) {

  private static final int MAX_APPROVERS = 2;

  RequiredProofs {
    if (attestation == AttestationResult.Status.CONTRAINDICATED) {
      throw new IllegalArgumentException(
          "a profile must require the status affirming, warning or none");
    }
    if (approvers > MAX_APPROVERS) {
      throw new IllegalArgumentException("a profile must have 0, 1 or 2 approvers");
    }
  }

  static RequiredProofs of(Claims profile) {
    return new RequiredProofs(
        profile
            .find("required_status")
            .map(text -> AttestationResult.Status.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(AttestationResult.Status.AFFIRMING),
        AttestorRule.of(profile),
        profile.count("approvers").orElse(0));
  }

  boolean accepts(AttestationResult.Status status) {
    return status.meets(attestation);
  }

  /** Refuses attested subjects or an appraisal that the profile does not accept. */
  void require(VerifiedApplicant applicant) {
    attestors.fulfilledBy(applicant.subjects());
    AttestationResult result = applicant.attestation();
    if (!accepts(result.status())) {
      String finding = result.findings().stream().findFirst().orElse("attestation-status");
      throw new ProblemException(
          ProblemType.ATTESTATION_NOT_AFFIRMING,
          finding,
          "The attestation is " + result.status().text() + ": " + finding + ".");
    }
  }
}
