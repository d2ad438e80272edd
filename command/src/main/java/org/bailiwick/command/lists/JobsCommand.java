package org.bailiwick.command.lists;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jobs}: the jobs of all callers, for officers and auditors. */
@Command(
    name = "jobs",
    description = "Jobs of all callers: list, show.",
    synopsisSubcommandLabel = "list|show")
public final class JobsCommand {
  private static final List<String> JOB =
      List.of("id", "state", "purpose", "created_at", "ended_at", "reason");
  private static final List<String> STEP =
      List.of("id", "capability", "state", "attempts", "agent", "ended_at", "reason");

  @Spec private CommandSpec spec;

  @Command(description = "Lists jobs, newest first, without their inputs and results.")
  int list(
      @Mixin ListOptions options,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "Only running, done, failed or cancelled jobs.")
          String state,
      @Option(names = "--caller", paramLabel = "ID", description = "Only jobs of this SPIFFE id.")
          String caller,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              description = "Only jobs accepted from this time on, e.g. 2026-11-29T08:00:00Z.")
          Instant since) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "jobs")
                .with("state", state)
                .with("caller", caller)
                .with("since", since),
            "id",
            "state",
            "created_at",
            "ended_at",
            "caller",
            "purpose",
            "reason");
  }

  @Command(
      description = {
        "Shows one job with its steps, as an auditor.",
        "The table has no results of steps; --json prints the whole answer of the node."
      })
  int show(
      @Mixin OperatorOptions auditor,
      @Option(names = "--json", description = "Print the job as JSON, with the results of steps.")
          boolean json,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    JsonObject job = auditor.connect("auditor-1", Component.MASTER).get("/v1/jobs/" + id);
    if (json) {
      return OperatorJson.print(spec, job);
    }
    PrintWriter out = spec.commandLine().getOut();
    RowTable head = new RowTable();
    for (String member : JOB) {
      head.add(Stream.of(member, RowTable.cell(job, member)));
    }
    head.print(out);
    out.println();
    RowTable steps = new RowTable(STEP.toArray(String[]::new));
    job.getJsonArray("steps")
        .getValuesAs(JsonObject.class)
        .forEach(step -> steps.add(STEP.stream().map(member -> RowTable.cell(step, member))));
    steps.print(out);
    return 0;
  }
}
