package org.bailiwick.master.runner;

import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The failure of an attempt, and the shortest pause before the next attempt.
 *
 * @param reason a code, with or without a colon and a few fixed words
 * @param check name of the failed check in the audit log
 * @param cause class names of exceptions, for the log; empty when there was an answer
 */
record FailedAttempt(String reason, String check, String cause, Duration pause) {

  static FailedAttempt soon(String reason, String cause) {
    return new FailedAttempt(reason, StepReports.code(reason), cause, Duration.ZERO);
  }

  static FailedAttempt later(String reason, Duration pause) {
    return new FailedAttempt(reason, StepReports.code(reason), "", pause);
  }

  /** A failure by a missing dependency or a fault of the node, whose text is not disclosed. */
  static FailedAttempt ofNode(RuntimeException failure, Duration pause) {
    String cause = failure.getClass().getSimpleName();
    return failure instanceof ProblemException problem
        ? new FailedAttempt(
            problem.type().slug() + ": " + problem.check(), problem.check(), cause, pause)
        : new FailedAttempt("node-fault", "node-fault", cause, pause);
  }
}
