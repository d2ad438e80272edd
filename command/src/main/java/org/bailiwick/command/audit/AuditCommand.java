package org.bailiwick.command.audit;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ca audit}: prints the authority's audit log, one JSON object on each line. Its subcommands
 * verify it, export it, and accept gaps and differences.
 */
@Command(
    name = "audit",
    subcommands = AuditVerification.class,
    description = "Prints the authority's audit log.")
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(names = "--from", defaultValue = "1", description = "First row, counted from 1.")
  private long from;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    log(operator).rows(from, row -> out.println(row));
    return 0;
  }

  private static AuditSource log(OperatorOptions auditor) {
    return new NodeAudit(auditor.connect("auditor-1"), Component.AUTHORITY);
  }

  @Command(description = "Writes the log and its signed heads to a file, to be verified elsewhere.")
  int export(
      @Mixin OperatorOptions auditor,
      @Parameters(paramLabel = "FILE", description = "The file, which is overwritten.") Path file) {
    long rows = ExportedAudit.write(log(auditor), file);
    spec.commandLine().getOut().printf("%d rows and their signed heads are in %s%n", rows, file);
    return 0;
  }

  @Command(
      name = "accept-gap",
      description = {
        "Accepts, as an officer, that rows of the log are lost, so that the authority issues"
            + " again.",
        "Do this only after a restore and the steps in docs/audit.md."
      })
  int acceptGap(
      @Mixin OperatorOptions officer,
      @Option(
              names = "--reason",
              required = true,
              description = "Reason, kept in the log permanently.")
          String reason) {
    return OperatorJson.print(spec, officer.connect("officer-1").acceptAuditGap(reason));
  }

  @Command(
      name = "accept-difference",
      description = {
        "Accepts, as an officer, one row in which ledger and log differ; verify names these rows.",
        "When all are accepted, the authority issues again; docs/audit.md says what to do first."
      })
  int acceptDifference(
      @Mixin OperatorOptions officer,
      @Option(
              names = "--row",
              required = true,
              description = "Table and key in one argument, as verify prints them.")
          String row,
      @Option(
              names = "--reason",
              required = true,
              description = "Reason, kept in the log permanently.")
          String reason) {
    return OperatorJson.print(spec, officer.connect("officer-1").acceptDifference(row, reason));
  }
}
