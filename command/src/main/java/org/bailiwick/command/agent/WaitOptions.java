package org.bailiwick.command.agent;

import java.time.Duration;
import java.util.function.Supplier;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.EnrolmentProgress;
import org.bailiwick.client.renewal.ApprovalWait;
import picocli.CommandLine.Option;

/** The option to wait for officers, and the output for a request that they have to approve. */
final class WaitOptions {
  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      arity = "0..1",
      fallbackValue = "P4D",
      description =
          "Wait until officers have decided, at most for this duration, e.g. PT30M; without a"
              + " duration, until the request expires.")
  private Duration limit;

  /**
   * Waits as the option says, prints the outcome and returns the exit code.
   *
   * @param again repeats the request
   * @param later the command line that repeats the request later
   */
  int settle(
      FolderCommand command, EnrolmentAnswer first, Supplier<EnrolmentAnswer> again, String later)
      throws InterruptedException {
    EnrolmentAnswer answer = first;
    if (limit != null && first instanceof EnrolmentProgress waiting) {
      command.say(waiting.summary());
      answer = new ApprovalWait(again).await(first, limit);
    }
    return switch (answer) {
      case EnrolledCredential issued -> {
        command.say(line(issued));
        yield 0;
      }
      case EnrolmentProgress waiting -> {
        command.say(waiting.summary());
        command
            .line()
            .getErr()
            .println(
                "An officer must run: ./bailiwick ca enrolments approve %s; then: %s"
                    .formatted(waiting.id(), later));
        yield AgentExit.WAITS;
      }
    };
  }

  private static String line(EnrolledCredential issued) {
    return "%s serial %s until %s%s"
        .formatted(
            issued.workload(),
            issued.serial().hex(),
            issued.notAfter(),
            issued.renewAt().map(time -> ", to be renewed at " + time).orElse(""));
  }
}
