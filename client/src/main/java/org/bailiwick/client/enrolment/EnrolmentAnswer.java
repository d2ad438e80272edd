package org.bailiwick.client.enrolment;

/**
 * The authority's answer to an enrolment that it does not refuse: the credential, or the progress
 * of a request that officers have to approve first (docs/profiles.md#approvers).
 */
public sealed interface EnrolmentAnswer permits EnrolledCredential, UndecidedEnrolment {
  /**
   * The credential.
   *
   * @throws org.bailiwick.contract.problem.ProblemException DEPENDENCY_UNAVAILABLE, check {@code
   *     enrolment-waiting}, while the request waits
   */
  EnrolledCredential issued();
}
