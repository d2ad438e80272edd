package org.bailiwick.client.anchor;

/**
 * One kind of initial trust beside a device certificate (docs/anchors/): what somebody else says of
 * this machine or process, tied to the request where the kind can do that.
 */
@FunctionalInterface
public interface InitialEvidence {
  /**
   * The item of this request. It is asked for anew at each enrolment and renewal; what can't be had
   * is a {@link org.bailiwick.contract.problem.ProblemException}.
   */
  EnrolmentEvidence item(EvidenceRequest request);
}
