package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** An answer that curl got: status, headers and body, and the id of its request. */
record CurlAnswer(int status, String headers, JsonObject body, String requestId) {

  /** Has curl send a request with these arguments, which trusts the root of these nodes. */
  static CurlAnswer of(Nodes nodes, List<String> arguments) {
    String requestId = UUID.randomUUID().toString();
    String root = nodes.home().resolve("root.pem").toString();
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-i", "--http1.1"));
    line.addAll(List.of("--cacert", root, "-H", "X-Request-ID: " + requestId));
    line.addAll(arguments);
    Tool run = Tool.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    String output = run.output();
    int end = output.indexOf("\r\n\r\n");
    return new CurlAnswer(
        Integer.parseInt(output.substring(9, 12)),
        output.substring(0, end),
        json(output.substring(end + 4)),
        requestId);
  }

  static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
