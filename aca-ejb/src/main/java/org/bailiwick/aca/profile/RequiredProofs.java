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
 * @param attestation the attestation status on which this profile issues, beside affirming; none if
 *     the anchors alone will do
 * @param anchors which initial trust an applicant must bring
 * @param approvers how many officers have to agree before a credential is issued
 */
record RequiredProofs(AttestationResult.Status attestation, AnchorRule anchors, int approvers) {

  private static final int MOST_APPROVERS = 2;

  RequiredProofs {
    if (attestation == AttestationResult.Status.CONTRAINDICATED) {
      throw new IllegalArgumentException(
          "a profile requires the status affirming, warning or none");
    }
    if (approvers > MOST_APPROVERS) {
      throw new IllegalArgumentException("a profile asks for no, one or two approvers");
    }
  }

  static RequiredProofs of(Claims profile) {
    return new RequiredProofs(
        profile
            .find("required_status")
            .map(text -> AttestationResult.Status.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(AttestationResult.Status.AFFIRMING),
        AnchorRule.of(profile),
        profile.count("approvers").orElse(0));
  }

  boolean accepts(AttestationResult.Status status) {
    return status.meets(attestation);
  }

  /** Refuses anchors or an appraisal that the profile does not issue on. */
  void require(VerifiedApplicant applicant) {
    anchors.fulfilledBy(applicant.anchors());
    AttestationResult result = applicant.attestation();
    if (!accepts(result.status())) {
      String finding = result.findings().stream().findFirst().orElse("attestation-status");
      throw new ProblemException(
          ProblemType.ATTESTATION_NOT_AFFIRMING,
          finding,
          "The attestation is " + result.status().token() + ": " + finding + ".");
    }
  }
}
