package org.bailiwick.command.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.policy.review.PolicyTests;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy test}: the tests beside the policies. */
@Command(
    name = "test",
    description = {
      "Decides the questions in FOLDER/tests/*.json by the policies of FOLDER, and compares.",
      "Ends with 1 if a test fails, if a file of tests is not understood, or if there is none."
    })
final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Policy folder with a folder of tests.")
  private Path folder;

  @Option(names = "--verbose", description = "Name the tests that passed, too.")
  private boolean verbose;

  @Override
  public Integer call() throws Exception {
    Report report = new Report(spec);
    return report.run(() -> run(report));
  }

  private int run(Report report) {
    List<PolicyTests.Result> results = PolicyTests.run(folder, PolicySource.read(folder));
    for (PolicyTests.Result result : results) {
      if (verbose || !result.passed()) {
        report.line(
            "%s %s: %s"
                .formatted(result.passed() ? "passed" : "FAILED", result.file(), result.name()));
      }
      result.wrong().forEach(wrong -> report.line("    %s".formatted(wrong)));
      if (!result.passed()) {
        report.line(
            "    decided by %s"
                .formatted(
                    result.decided().isEmpty() ? "no policy" : String.join(" ", result.decided())));
      }
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    report.line("%d tests, %d failed".formatted(results.size(), failed));
    return failed == 0 ? 0 : Report.REFUSED;
  }
}
