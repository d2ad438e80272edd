package org.bailiwick.client.attestor;

/**
 * The evidence of one attestor other than {@code idevid} (docs/attestors/). It is tied to the
 * request where the attestor allows that.
 */
@FunctionalInterface
public interface InitialEvidence {
  /**
   * The item for this request, which each enrolment and renewal requests again.
   *
   * @throws org.bailiwick.contract.problem.ProblemException if the evidence is not available
   */
  EnrolmentEvidence item(EvidenceRequest request);
}
