package org.bailiwick.master.runner;

import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Why a try came to nothing, and the least pause before the next.
 *
 * @param reason a code, or a code and a few words of ours after a colon
 * @param check what failed, as the audit log names it
 * @param cause names of exceptions, for the log; empty when there was an answer
 */
record Missed(String reason, String check, String cause, Duration pause) {

  static Missed soon(String reason, String cause) {
    return new Missed(reason, StepReports.code(reason), cause, Duration.ZERO);
  }

  static Missed later(String reason, Duration pause) {
    return new Missed(reason, StepReports.code(reason), "", pause);
  }

  /** A missing dependency or a fault of the node, whose text is not disclosed. */
  static Missed ofNode(RuntimeException failure, Duration pause) {
    String cause = failure.getClass().getSimpleName();
    return failure instanceof ProblemException problem
        ? new Missed(problem.type().slug() + ": " + problem.check(), problem.check(), cause, pause)
        : new Missed("node-fault", "node-fault", cause, pause);
  }
}
