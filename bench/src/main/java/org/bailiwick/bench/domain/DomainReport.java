package org.bailiwick.bench.domain;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a table in Markdown and a JSON document of measured lines. A line has members {@code
 * name=value}. The first one describes the run. Lines that begin with {@code listed=} have what so
 * many listed agents cost, and every other one a round of an operation under {@code load=full} or
 * {@code load=half}.
 */
public final class DomainReport {
  private static final String OURS = "bailiwick";
  private static final String KEYCLOAK = "keycloak";
  private static final List<String> MEASURED =
      List.of("ready_s", "known_s", "heap_mb", "resident_mb", "job_ms");
  private static final int DIGITS = 4;
  private static final double MICROS_PER_MILLI = 1000;

  private final Map<String, String> run;
  private final Map<String, List<Map<String, String>>> rounds = new LinkedHashMap<>();
  private final List<Map<String, String>> sizes = new ArrayList<>();

  DomainReport(List<String> lines) {
    run = members(lines.getFirst());
    lines.stream().skip(1).map(DomainReport::members).forEach(this::add);
  }

  private void add(Map<String, String> line) {
    if (line.containsKey("listed")) {
      sizes.add(line);
    } else {
      rounds.computeIfAbsent(key(line), any -> new ArrayList<>()).add(line);
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: DomainReport LINES TABLE.md RESULT.json");
      System.exit(2);
    }
    DomainReport report = new DomainReport(Files.readAllLines(Path.of(arguments[0])));
    Files.writeString(Path.of(arguments[1]), report.table());
    Files.writeString(Path.of(arguments[2]), report.json() + "\n");
  }

  private static String key(Map<String, String> line) {
    return line.get("system") + " " + line.get("operation");
  }

  private static Map<String, String> members(String line) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      members.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return members;
  }

  /** The median of a member over the rounds of one load, or nothing if no round has it. */
  private Optional<Double> median(String key, String load, String member) {
    List<Double> values =
        rounds.getOrDefault(key, List.of()).stream()
            .filter(line -> load.equals(line.get("load")) && line.containsKey(member))
            .map(line -> Double.valueOf(line.get(member)))
            .sorted()
            .toList();
    int middle = values.size() / 2;
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(
            values.size() % 2 == 1
                ? values.get(middle)
                : (values.get(middle - 1) + values.get(middle)) / 2);
  }

  private Optional<Double> rate(String key) {
    return median(key, "full", "rate");
  }

  private Optional<Double> millis(String key, String member) {
    return median(key, "full", member).map(micros -> micros / MICROS_PER_MILLI);
  }

  /** Processor time of server, database and proxy for one operation, in milliseconds. */
  private Optional<Double> processor(String key) {
    double proxy = millis(key, "proxy-us").orElse(0.0);
    return millis(key, "node-us")
        .flatMap(node -> millis(key, "database-us").map(database -> node + database + proxy));
  }

  String table() {
    StringBuilder table = new StringBuilder();
    run.forEach(
        (name, value) -> table.append("- ").append(name).append(": ").append(value).append('\n'));
    table.append(
        """

        | server | operation | a second, full load | processor time of the nodes, ms | of the database server, ms | of the proxy, ms | p50 at half load, ms | p99 at half load, ms |
        |---|---|---|---|---|---|---|---|
        """);
    for (String key : rounds.keySet()) {
      table.append(
          "| %s | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  key.replace(" ", " | "),
                  shown(rate(key), 1),
                  shown(millis(key, "node-us"), 3),
                  shown(millis(key, "database-us"), 3),
                  shown(millis(key, "proxy-us"), 3),
                  shown(median(key, "half", "p50_ms"), 1),
                  shown(median(key, "half", "p99_ms"), 1)));
    }
    return table.append(ratios()).append(costs()).toString();
  }

  private String ratios() {
    if (compared().isEmpty()) {
      return "";
    }
    StringBuilder table =
        new StringBuilder(
            "\n| beside Keycloak | ratio of rates | ratio of processor time |\n|---|---|---|\n");
    for (String operation : compared()) {
      table.append(
          "| %s | %s | %s |%n"
              .formatted(
                  operation, shown(ratio(operation, true), 2), shown(ratio(operation, false), 2)));
    }
    return table.toString();
  }

  /** What the numbers of listed agents cost. */
  private String costs() {
    if (sizes.isEmpty()) {
      return "";
    }
    StringBuilder table =
        new StringBuilder(
            """

            | listed agents | a domain node's start until ready, s | until its inventory is full, s | heap after a full collection, MB | resident memory, MB | a job of one step, ms |
            |---|---|---|---|---|---|
            """);
    for (Map<String, String> size : sizes) {
      table.append("| ").append(size.get("listed"));
      MEASURED.forEach(name -> table.append(" | ").append(size.getOrDefault(name, "-")));
      table.append(" |\n");
    }
    return table.toString();
  }

  private List<String> compared() {
    return rounds.keySet().stream()
        .filter(key -> key.startsWith(KEYCLOAK))
        .map(key -> key.substring(KEYCLOAK.length() + 1))
        .toList();
  }

  /** Our rate, or processor time, divided by Keycloak's. */
  private Optional<Double> ratio(String operation, boolean ofRates) {
    String ours = OURS + " " + operation;
    String theirs = KEYCLOAK + " " + operation;
    return ofRates
        ? quotient(rate(ours), rate(theirs))
        : quotient(processor(ours), processor(theirs));
  }

  private static Optional<Double> quotient(Optional<Double> above, Optional<Double> below) {
    return above.flatMap(value -> below.filter(by -> by > 0).map(by -> value / by));
  }

  private static String shown(Optional<Double> value, int digits) {
    return value.map(number -> String.format(Locale.ROOT, "%." + digits + "f", number)).orElse("-");
  }

  JsonObject json() {
    JsonObjectBuilder described = Json.createObjectBuilder();
    run.forEach(described::add);
    JsonArrayBuilder results = Json.createArrayBuilder();
    rounds.forEach((key, lines) -> results.add(result(key, lines)));
    JsonArrayBuilder costs = Json.createArrayBuilder();
    for (Map<String, String> size : sizes) {
      JsonObjectBuilder one = Json.createObjectBuilder();
      size.forEach((name, value) -> one.add(name, new BigDecimal(value)));
      costs.add(one);
    }
    JsonObjectBuilder ratios = Json.createObjectBuilder();
    for (String operation : compared()) {
      JsonObjectBuilder one = Json.createObjectBuilder();
      add(one, "rate", ratio(operation, true));
      add(one, "processor_time", ratio(operation, false));
      ratios.add(operation, one);
    }
    return Json.createObjectBuilder()
        .add("run", described)
        .add("results", results)
        .add("ratios", ratios)
        .add("sizes", costs)
        .build();
  }

  private JsonObjectBuilder result(String key, List<Map<String, String>> lines) {
    JsonObjectBuilder result =
        Json.createObjectBuilder()
            .add("server", lines.getFirst().get("system"))
            .add("operation", lines.getFirst().get("operation"));
    add(result, "rate", rate(key));
    add(result, "node_ms", millis(key, "node-us"));
    add(result, "database_ms", millis(key, "database-us"));
    add(result, "proxy_ms", millis(key, "proxy-us"));
    add(result, "half_rate", median(key, "half", "rate"));
    add(result, "p50_ms", median(key, "half", "p50_ms"));
    add(result, "p99_ms", median(key, "half", "p99_ms"));
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Map<String, String> line : lines) {
      JsonObjectBuilder round = Json.createObjectBuilder();
      line.forEach(round::add);
      all.add(round);
    }
    return result.add("rounds", all);
  }

  private static void add(JsonObjectBuilder object, String name, Optional<Double> value) {
    value.ifPresent(
        number ->
            object.add(name, BigDecimal.valueOf(number).setScale(DIGITS, RoundingMode.HALF_UP)));
  }
}
