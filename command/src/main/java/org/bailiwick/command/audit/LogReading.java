package org.bailiwick.command.audit;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: the audit logs of all components of a trust domain, for its auditors. */
@Command(
    name = "audit",
    subcommands = LogVerification.class,
    description = "Audit logs of authority, registry and Master Agent: read, follow, verify.",
    synopsisSubcommandLabel = "read|follow|verify")
public final class LogReading {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Command(
      description = {
        "Prints rows of the audit logs in order of time, one JSON object a line,"
            + " each with the component that wrote it.",
        "A row that a node wrote for a request has its id (X-Request-ID), which the node also"
            + " sends to the agents that it calls."
      })
  int read(
      @Mixin LogOptions logs,
      @Option(names = "--request", paramLabel = "ID", description = "Only rows of this request.")
          String request,
      @Option(names = "--from", defaultValue = "1", description = "First row of each log.")
          long from) {
    new MergedLogs(rows(logs, Optional.ofNullable(request), from)).drain(out()::println);
    return 0;
  }

  @Command(
      description = {
        "Prints rows as they are written, until interrupted, or for a time (--for PT30S).",
        "With --request it first prints the rows of that request that the logs already have."
      })
  int follow(
      @Mixin LogOptions logs,
      @Option(names = "--request", paramLabel = "ID", description = "Only rows of this request.")
          String request,
      @Option(names = "--for", paramLabel = "TIME", description = "How long, ISO 8601.")
          Duration howLong)
      throws InterruptedException {
    List<LogRows> rows = rows(logs, Optional.ofNullable(request), 1);
    if (request == null) {
      rows.forEach(LogRows::skipToEnd);
    }
    MergedLogs merged = new MergedLogs(rows);
    Instant end = howLong == null ? Instant.MAX : Instant.now().plus(howLong);
    do {
      merged.drain(out()::println);
      out().flush();
      Thread.sleep(PAUSE);
    } while (Instant.now().isBefore(end));
    return 0;
  }

  @Command(
      name = "accept-gap",
      description = {
        "Accepts, as an officer, that rows of one component's log are lost, so that it grants"
            + " again.",
        "Do this after a restore, or once for a log that was not signed yet (docs/audit.md)."
      })
  int acceptGap(
      @Mixin OperatorOptions officer,
      @Option(names = "--component", required = true, description = "Whose log it is.")
          Component component,
      @Option(
              names = "--reason",
              required = true,
              description = "Reason, kept in the log permanently.")
          String reason) {
    return OperatorJson.print(spec, officer.connect("officer-1", component).acceptAuditGap(reason));
  }

  private static List<LogRows> rows(LogOptions logs, Optional<String> request, long from) {
    return logs.components().stream()
        .map(component -> LogRows.of(component, logs.connect(component), request, from))
        .toList();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
