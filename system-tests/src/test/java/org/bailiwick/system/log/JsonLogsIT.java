package org.bailiwick.system.log;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.Test;

/**
 * Each line of a node's log is one JSON object, from the start of the node on, and so is each line
 * that {@code ./bailiwick logs} prints. The script {@code launcher/test/json-logs.sh} requires the
 * same of all logs of a whole run.
 */
class JsonLogsIT {
  private static final List<String> ALWAYS =
      List.of("Timestamp", "Level", "Node", "LoggerName", "ThreadName");

  private final Nodes nodes = Nodes.running();

  @Test
  void eachLineIsAnObjectAndEventsHaveTheirMembersInIt() throws IOException {
    for (String node : List.of("authority", "domain")) {
      String instance = refusal(node);
      List<JsonObject> lines = lines(Files.readString(log(node)));
      assertThat(lines).hasSizeGreaterThan(5);
      assertThat(lines).allSatisfy(line -> assertThat(line.keySet()).containsAll(ALWAYS));
      assertThat(lines).extracting(line -> line.getString("Node")).containsOnly(node);
      assertThat(lines)
          .noneMatch(line -> line.getString("LogMessage", "").startsWith("{\""))
          .anySatisfy(
              line -> {
                assertThat(line.getString("event", "")).isEqualTo("request.refused");
                assertThat(line.getString("instance", "")).isEqualTo(instance);
                assertThat(line.getString("check", "")).isEqualTo("path");
                assertThat(line).doesNotContainKey("LogMessage");
              });
    }
  }

  /** Several logs are printed one after the other, and no heading is between them. */
  @Test
  void theCommandPrintsNothingElse() {
    List<JsonObject> printed = lines(OperatorCommand.run(nodes, 0, "logs"));
    assertThat(printed).extracting(line -> line.getString("Node")).contains("authority", "domain");
  }

  /** What the JVM and the server print before logging works is little, and no warning. */
  @Test
  void theOutputBesideTheLogHasNoWarnings() throws IOException {
    for (String node : List.of("authority", "domain")) {
      Path out = nodes.home().resolve("logs").resolve(node + ".out");
      assertThat(Files.readAllLines(out))
          .noneMatch(line -> line.startsWith("WARNING") || line.contains("[warning]"));
    }
  }

  /**
   * Makes a refusal of a known caller, for of similar ones of strangers most are only counted; the
   * instance of its problem.
   */
  private String refusal(String node) {
    String path = "/v1/nothing";
    URI at = node.equals("authority") ? nodes.authority(path) : nodes.master(path);
    return new Wire(nodes.root())
        .send(Call.get(at).as(nodes.operator("officer-1")))
        .expecting(404)
        .text("instance");
  }

  private Path log(String node) {
    return nodes.home().resolve("logs").resolve(node + ".log");
  }

  /** What follows the last line feed is being written. */
  private static List<JsonObject> lines(String text) {
    return Stream.of(text.substring(0, text.lastIndexOf('\n') + 1).split("\n"))
        .map(StrictJson::object)
        .toList();
  }
}
