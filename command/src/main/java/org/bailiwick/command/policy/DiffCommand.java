package org.bailiwick.command.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bailiwick.policy.review.PolicyDifference;
import org.bailiwick.policy.review.ReviewedPolicies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy diff}: what differs between two folders or bundles. */
@Command(
    name = "diff",
    description = {
      "Names the policies and the parts of the schema that differ, and the decisions that change"
          + " over questions generated from both.",
      "Ends with 3 if decisions change, and with 1 if a node would refuse one of the two."
    })
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorldOptions size;

  @Parameters(index = "0", paramLabel = "OLD", description = "Policy folder or file of a bundle.")
  private Path old;

  @Parameters(index = "1", paramLabel = "NEW", description = "Policy folder or file of a bundle.")
  private Path next;

  @Override
  public Integer call() throws Exception {
    Report report = new Report(spec);
    return report.run(() -> diff(report));
  }

  private int diff(Report report) {
    ReviewedPolicies before = PolicySource.read(old);
    ReviewedPolicies after = PolicySource.read(next);
    PolicyDifference difference = PolicyDifference.between(before, after, size.perAction());
    report.line("%s -> %s".formatted(before.version(), after.version()));
    lines(report, "policies", difference.policies());
    lines(report, "schema", difference.schema());
    report.line(
        "%d of %d generated questions are decided otherwise"
            .formatted(difference.changes().count(), difference.questions()));
    report.changes(difference.changes());
    difference.notAsked().forEach(what -> report.line("  not asked: %s".formatted(what)));
    return difference.changes().count() == 0 ? 0 : Report.CHANGED;
  }

  private static void lines(Report report, String what, List<PolicyDifference.Line> lines) {
    report.line("%s: %d differ".formatted(what, lines.size()));
    for (PolicyDifference.Line line : lines) {
      report.line("  %s %s".formatted(line.kind().name().toLowerCase(Locale.ROOT), line.name()));
      text(report, "-", line.before());
      text(report, "+", line.after());
    }
  }

  private static void text(Report report, String sign, String text) {
    text.lines().forEach(line -> report.line("    %s %s".formatted(sign, line)));
  }
}
