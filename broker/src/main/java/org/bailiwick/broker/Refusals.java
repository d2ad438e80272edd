package org.bailiwick.broker;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** How the broker refuses an order. The reason is the check that failed, and the detail says it. */
final class Refusals {
  /** Reasons about the order's input begin so. */
  private static final String INPUT = "input-";

  private Refusals() {}

  static ProblemException busy(String check, String detail) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail + ": " + check);
  }

  /** A refusal by the back end, or by the rules of the asset; a repetition does not help. */
  static ProblemException refused(String reason) {
    return reason.startsWith(INPUT)
        ? new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            reason,
            "The input is not what the operation needs: " + reason)
        : new ProblemException(
            ProblemType.POLICY_DENIED, reason, "The back end refused the work: " + reason);
  }

  /** An earlier attempt may have done the work, so it is not done again. */
  static ProblemException unknown() {
    return new ProblemException(
        ProblemType.INTERNAL,
        "outcome-unknown",
        "It is not known whether the back end has done the work, so it is not done again");
  }
}
