package org.bailiwick.aca.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
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
 * @param maxAge how old an appraisal may be; a renewal may rest on an earlier one up to this age.
 *     Without it an appraisal is that of the request itself
 * @param attestors the initial trust that an applicant must bring
 * @param approvers number of officers who have to agree before a credential is issued
 */
record RequiredProofs(
    AttestationResult.Status attestation,
    Optional<Duration> maxAge,
    AttestorRule attestors,
    int approvers) {

  private static final String MAX_AGE = "attestation_max_age";
  private static final Duration SHORTEST_AGE = Duration.ofSeconds(1);

  private static final int MAX_APPROVERS = 2;

  RequiredProofs {
    if (attestation == AttestationResult.Status.CONTRAINDICATED) {
      throw new IllegalArgumentException(
          "a profile must require the status affirming, warning or none");
    }
    if (maxAge.filter(age -> age.compareTo(SHORTEST_AGE) < 0).isPresent()) {
      throw new IllegalArgumentException(MAX_AGE + " of a profile must be a second at least");
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
        profile.find(MAX_AGE).map(Duration::parse),
        AttestorRule.of(profile),
        profile.count("approvers").orElse(0));
  }

  boolean accepts(AttestationResult.Status status) {
    return status.meets(attestation);
  }

  /** The applicant with the appraisal that counts for this profile. */
  VerifiedApplicant appraised(VerifiedApplicant applicant) {
    return maxAge.isPresent() ? applicant.onEarlierAppraisal() : applicant;
  }

  /** Refuses attested subjects or an appraisal that the profile does not accept now. */
  void require(VerifiedApplicant applicant, Instant now) {
    attestors.fulfilledBy(applicant.subjects());
    AttestationResult result = applicant.attestation();
    if (!accepts(result.status())) {
      String finding = result.findings().stream().findFirst().orElse("attestation-status");
      throw new ProblemException(
          ProblemType.ATTESTATION_NOT_AFFIRMING,
          finding,
          "The attestation is " + result.status().text() + ": " + finding + ".");
    }
    if (maxAge.filter(age -> result.appraisedAt().isBefore(now.minus(age))).isPresent()) {
      throw new ProblemException(
          ProblemType.ATTESTATION_NOT_AFFIRMING,
          "attestation-too-old",
          "The appraisal is of %s, and the profile accepts it for %s: enrol with new evidence."
              .formatted(result.appraisedAt(), maxAge.orElseThrow()));
    }
  }
}
