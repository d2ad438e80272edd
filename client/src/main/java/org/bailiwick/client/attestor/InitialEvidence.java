package org.bailiwick.client.attestor;

/**
 * The evidence of one attestor other than {@code idevid} (docs/attestors/). It is bound to the
 * request if the attestor allows that.
 */
@FunctionalInterface
public interface InitialEvidence {
  /**
   * The evidence for this request; each enrolment and renewal calls this method again.
   *
   * @throws org.bailiwick.contract.problem.ProblemException if the evidence is not available
   */
  EnrolmentEvidence item(EvidenceRequest request);
}
