package org.bailiwick.command.records;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code registry import}: the records of an export into a registry of the same domain. */
@Command(
    name = "import",
    description = {
      "Brings the records of FILE, an export, into the registry. A record is admitted only if its",
      "credential verifies now; quarantines hold; a record that is here already keeps what it has.",
      "Begun again after a cut, it goes on. The exit code is 1 if a record was refused."
    })
public final class ImportCommand implements Callable<Integer> {
  private static final int MOST_RECORDS = 100;
  private static final int MOST_BYTES = 500_000;
  private static final String REFUSED = "refused";

  /** What the registry reads of a record; the rest of it is for people. */
  private static final List<String> READ =
      List.of(
          "id",
          "agent",
          "state",
          "state_since",
          "state_text",
          "returns_to",
          "certificate",
          "unsigned");

  private static final Set<String> QUIET = Set.of("imported", "unchanged");

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions officer;

  @Parameters(paramLabel = "FILE", description = "A file that registry export has written.")
  private Path file;

  private OperatorClient registry;
  private JsonArrayBuilder batch = Json.createArrayBuilder();
  private int records;
  private int bytes;
  private final Map<String, Integer> counts = new TreeMap<>();

  @Override
  public Integer call() {
    try {
      RecordFile whole = RecordFile.whole(file);
      registry = officer.connect("officer-1", Component.REGISTRY);
      whole.forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    send();
    String sum =
        counts.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
    spec.commandLine().getOut().println(sum.isEmpty() ? "The export has no records." : sum);
    return counts.containsKey(REFUSED) ? 1 : 0;
  }

  private void add(JsonObject record) {
    JsonObjectBuilder read = Json.createObjectBuilder();
    READ.stream().filter(record::containsKey).forEach(name -> read.add(name, record.get(name)));
    JsonObject part = read.build();
    int length = part.toString().getBytes(StandardCharsets.UTF_8).length;
    if (records == MOST_RECORDS || bytes + length > MOST_BYTES) {
      send();
    }
    batch.add(part);
    records++;
    bytes += length;
  }

  private void send() {
    if (records == 0) {
      return;
    }
    JsonObject body = Json.createObjectBuilder().add("records", batch).build();
    JsonObject answer =
        registry.post(
            "/v1/records", "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    answer.getJsonArray("results").getValuesAs(JsonObject.class).forEach(this::report);
    batch = Json.createArrayBuilder();
    records = 0;
    bytes = 0;
  }

  private void report(JsonObject result) {
    String outcome = result.getString("outcome");
    counts.merge(outcome, 1, Integer::sum);
    if (!QUIET.contains(outcome) || result.containsKey("check")) {
      spec.commandLine()
          .getOut()
          .println(
              OperatorJson.visible(
                  "%s %s %s %s: %s"
                      .formatted(
                          outcome,
                          result.getString("id"),
                          result.getString("agent"),
                          result.getString("check", "done"),
                          result.getString("detail", "in quarantine"))));
    }
  }
}
