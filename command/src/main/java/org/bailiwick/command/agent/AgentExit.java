package org.bailiwick.command.agent;

import org.bailiwick.client.enrolment.EnrolmentProgress;
import org.bailiwick.contract.problem.ProblemException;
import picocli.CommandLine.ExitCode;

/**
 * The exit codes of {@code agent} other than 0, 1 for a failure and 2 for wrong options
 * (docs/agent.md).
 */
public final class AgentExit {
  static final int WAITS = 3;
  static final int REJECTED = 4;
  static final int EXPIRED = 5;

  private AgentExit() {}

  /** The exit code of a command that failed with this exception. */
  public static int of(Exception failure) {
    if (failure instanceof ProblemException refusal) {
      return switch (refusal.check()) {
        case EnrolmentProgress.REJECTED -> REJECTED;
        case EnrolmentProgress.EXPIRED -> EXPIRED;
        default -> ExitCode.SOFTWARE;
      };
    }
    return ExitCode.SOFTWARE;
  }
}
