package org.bailiwick.command.agent;

import java.time.Duration;
import java.util.function.Supplier;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.UndecidedEnrolment;
import org.bailiwick.client.renewal.ApprovalWait;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for requests that officers have to approve. */
final class WaitOptions {
  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      arity = "0..1",
      fallbackValue = "P4D",
      description =
          "Stay while officers decide, for so long at most, e.g. PT30M; until they have if no"
              + " duration is given.")
  private Duration patience;

  /**
   * Waits as the options say, and returns the outcome.
   *
   * @param again sends the same request once more
   * @param goOn what a person types later on, to do that
   * @return the exit code
   */
  int settle(CommandSpec spec, EnrolmentAnswer first, Supplier<EnrolmentAnswer> again, String goOn)
      throws InterruptedException {
    EnrolmentAnswer answer = first;
    if (patience != null && first instanceof UndecidedEnrolment waiting) {
      say(spec, line(waiting));
      answer = new ApprovalWait(again).await(first, patience);
    }
    return switch (answer) {
      case EnrolledCredential issued -> {
        say(spec, Issued.line(issued));
        yield 0;
      }
      case UndecidedEnrolment waiting -> {
        say(spec, line(waiting));
        spec.commandLine()
            .getErr()
            .println(
                "An officer types: ./bailiwick ca enrolments approve %s; then: %s"
                    .formatted(waiting.id(), goOn));
        yield AgentExit.WAITS;
      }
    };
  }

  private static String line(UndecidedEnrolment waiting) {
    return "waits for officers id=%s approvals=%d of=%d until=%s"
        .formatted(waiting.id(), waiting.approvals(), waiting.approvers(), waiting.expiresAt());
  }

  private static void say(CommandSpec spec, String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
