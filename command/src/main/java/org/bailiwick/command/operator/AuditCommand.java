package org.bailiwick.command.operator;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ca audit}: prints the authority's audit log, one JSON object a line; {@code ca audit
 * verify} recomputes its hash chain from the first row, here and not on the server that wrote it.
 */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Prints the authority's audit log, or verifies its hash chain.")
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(names = "--from", defaultValue = "1", description = "First row, counted from 1.")
  private long from;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    eachRow(operator.connect("auditor-1"), from, row -> out.println(row));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Recomputes the hash chain; exit 1 when it is broken.")
  int verify(@Mixin OperatorOptions auditor) {
    AuditReplay replay = new AuditReplay();
    eachRow(auditor.connect("auditor-1"), 1, replay::add);
    spec.commandLine().getOut().println(replay.verdict());
    return replay.isIntact() ? 0 : 1;
  }

  private static void eachRow(AuthorityClient authority, long from, Consumer<JsonObject> action) {
    long next = from;
    while (true) {
      JsonArray rows = authority.get("/v1/audit?from=" + next).getJsonArray("entries");
      if (rows.isEmpty()) {
        return;
      }
      for (JsonObject row : rows.getValuesAs(JsonObject.class)) {
        action.accept(row);
        next = row.getJsonNumber("seq").longValueExact() + 1;
      }
    }
  }
}
