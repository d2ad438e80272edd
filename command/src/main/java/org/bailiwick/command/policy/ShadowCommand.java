package org.bailiwick.command.policy;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.bailiwick.command.audit.RecordedRows;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.policy.review.ReviewedPolicies;
import org.bailiwick.policy.review.ShadowRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy shadow}: what other policies would have decided. */
@Command(
    name = "shadow",
    description = {
      "Decides again, by the policies of NEW, what audit logs have recorded, and lists what would"
          + " change. It reads the logs of running nodes as an auditor, or a file that audit read"
          + " or ca audit export has written. Nothing is put in force.",
      "Ends with 3 if decisions change, and with 1 if a node would refuse NEW."
    })
final class ShadowCommand implements Callable<Integer> {
  private static final int ROWS_OF_A_PROGRESS_LINE = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions auditor;

  @Parameters(paramLabel = "NEW", description = "Policy folder or file of a bundle.")
  private Path next;

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description = "Rows of audit logs, one JSON object a line; no node is asked.")
  private Path file;

  @Option(
      names = "--component",
      split = ",",
      paramLabel = "NAME",
      description = "authority, registry or master; may be repeated. All three if not given.")
  private List<Component> components;

  private long rows;

  @Override
  public Integer call() throws Exception {
    Report report = new Report(spec);
    return report.run(() -> shadow(report));
  }

  private int shadow(Report report) {
    ReviewedPolicies policies = PolicySource.read(next);
    ShadowRun run = new ShadowRun(policies);
    read(
        row -> {
          run.add(row.toString());
          progress(run);
        });
    report.line(
        ("%d rows, %d recorded decisions; by version %s %d of them change, and %d could not be"
                + " decided again")
            .formatted(
                rows,
                run.decisions(),
                policies.version(),
                run.changes().count(),
                run.unreplayable().values().stream().mapToLong(Long::longValue).sum()));
    report.changes(run.changes());
    run.unreplayable()
        .forEach((why, count) -> report.line("  not decided again: %s: %d".formatted(why, count)));
    return run.changes().count() == 0 ? 0 : Report.CHANGED;
  }

  private void read(Consumer<JsonObject> action) {
    if (file != null) {
      RecordedRows.ofFile(file, action);
      return;
    }
    for (Component component :
        components == null ? EnumSet.allOf(Component.class) : EnumSet.copyOf(components)) {
      RecordedRows.ofNode(
          auditor.connect("auditor-1", component), component, Optional.empty(), action);
    }
  }

  private void progress(ShadowRun run) {
    rows++;
    if (rows % ROWS_OF_A_PROGRESS_LINE == 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "%d rows, %d decisions, %d changes%n", rows, run.decisions(), run.changes().count());
      err.flush();
    }
  }
}
