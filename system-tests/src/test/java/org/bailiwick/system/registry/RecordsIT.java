package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record from what its agent says of itself to its quarantine: the agents are curl, the officer
 * is {@code ./bailiwick}, and the Master Agent follows.
 */
class RecordsIT {
  private static final String CAPABILITY = "fx.rates@1";
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [{"id": "rates", "capability": "fx.rates@1", "input": {}}]}
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final List<Path> files = new ArrayList<>();
  private TestLeaf rates;
  private TestLeaf planner;
  private String id;

  /** The status of an answer to curl, and its body. */
  private record Curled(int status, String body) {
    JsonObject json() {
      return StrictJson.object(body);
    }
  }

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    rates = enrolled("rates", CAPABILITY);
    planner = enrolled("planner", "ledger.post@1");
    id = register(rates);
    register(planner);
    Path callers = Files.createDirectories(nodes.home().resolve("domain/callers"));
    files.add(callers.resolve(AgentId.of(planner.id()).name() + ".json"));
    Files.writeString(
        files.getFirst(),
        "{\"agent\": \"%s\", \"scopes\": [\"%s\"]}".formatted(planner.id(), CAPABILITY));
  }

  @AfterEach
  void stop() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void whatAnAgentSaysIsShownApartAndAnOfficerHidesItWhateverItRegisters() {
    describes();
    isAlive();
    isInQuarantine();
    isReleased();
  }

  private void describes() {
    String said = "{\"title\":\"<b>Rates</b>\",\"skills\":[{\"capability\":\"fx.rates@1\"}]}";
    URI description = record("/description");
    assertThat(curl("planner", "PUT", said, description).status()).isEqualTo(404);
    for (String hostile :
        List.of(
            said.replace("title", "owner"),
            said.replace("Rates", "\\u202eRates"),
            said.replace("fx.rates@1", "ledger.post@1"),
            "{\"icon_url\":\"https://127.0.0.1/i.png\"}",
            "{\"icon_url\":\"https://u:p@a.example/i.png\"}",
            "[".repeat(20_000),
            "")) {
      assertThat(curl("rates", "PUT", hostile, description).status()).as(hostile).isEqualTo(400);
    }
    String huge = "{\"description\":\"" + "x".repeat(70_000) + "\"}";
    assertThat(curl("rates", "PUT", huge, description).status()).isEqualTo(413);

    assertThat(curl("rates", "PUT", said, description).status()).isEqualTo(200);

    JsonObject shown = curl("planner", "GET", "", record("")).json();
    assertThat(shown.getJsonObject("unsigned").getString("title")).isEqualTo("<b>Rates</b>");
    assertThat(shown.getString("owner")).isEqualTo("Treasury");
    assertThat(curl("rates", "PUT", said.replace("b>", "i>"), description).status())
        .as("again at once")
        .isEqualTo(429);
  }

  private void isAlive() {
    String beat = "{\"ttl\":\"PT10S\",\"load\":30}";
    assertThat(curl("planner", "POST", beat, record("/heartbeat")).status()).isEqualTo(404);
    assertThat(curl("rates", "POST", "{\"ttl\":\"P1D\"}", record("/heartbeat")).status())
        .isEqualTo(400);
    assertThat(curl("rates", "POST", beat, record("/heartbeat")).status()).isEqualTo(204);
    assertThat(curl("rates", "POST", beat, record("/heartbeat")).status()).isEqualTo(429);
    assertThat(liveness().getInt("load")).isEqualTo(30);
    assertThat(liveness().getBoolean("silent")).isFalse();
    await("silent").atMost(Duration.ofSeconds(30)).until(() -> liveness().getBoolean("silent"));
  }

  private JsonObject liveness() {
    return curl("planner", "GET", "", record("")).json().getJsonObject("liveness");
  }

  private void isInQuarantine() {
    await("the job is for an agent that is there")
        .atMost(Duration.ofSeconds(30))
        .until(() -> token().status() == 200);
    assertThat(OperatorCommand.run(nodes, 0, "registry", "find", CAPABILITY)).contains(id);
    assertThat(
            OperatorCommand.run(
                nodes, 0, "registry", "quarantine", id, "--reason", "strange rates"))
        .contains("\"quarantined\"", "strange rates");

    assertThat(curl("planner", "GET", "", record("")).status()).isEqualTo(404);
    assertThat(OperatorCommand.run(nodes, 1, "registry", "find", CAPABILITY)).doesNotContain(id);
    assertThat(
            wire.send(
                    Call.post(nodes.registry("/v1/agents"), Claim.of(rates).build().toString())
                        .as(rates))
                .body())
        .contains("policy-denied", "quarantine");
    assertThat(curl("rates", "POST", "{\"ttl\":\"PT10S\"}", record("/heartbeat")).status())
        .isEqualTo(403);
    JsonObject own =
        curl("planner", "GET", "", nodes.registry("/v1/agents/mine?state=quarantined")).json();
    assertThat(own.getJsonArray("agents").getValuesAs(JsonObject.class))
        .filteredOn(agent -> agent.getString("id").equals(id))
        .extracting(agent -> agent.getString("state_text"))
        .containsExactly("strange rates");
    assertThat(own.getJsonObject("quota").getInt("most")).isPositive();
    await("known to the Master Agent")
        .pollDelay(Duration.ofSeconds(2)) // else the job of the first try could begin
        .atMost(Duration.ofSeconds(20))
        .until(() -> job().body().contains("agent-quarantined: " + rates.id()));
  }

  private void isReleased() {
    OperatorCommand.run(nodes, 0, "registry", "release", id, "--reason", "source corrected");
    assertThat(curl("planner", "GET", "", record("")).status()).isEqualTo(200);
    assertThat(OperatorCommand.run(nodes, 0, "registry", "show", id))
        .contains("\"released\"", "source corrected", "\"quarantined\"", "\"registered\"");
    OperatorCommand.run(nodes, 0, "registry", "quarantine", planner(), "--reason", "strange jobs");
    await("no job of an agent in quarantine")
        .atMost(Duration.ofSeconds(30))
        .until(() -> token().body().contains("unauthorized_client"));
    OperatorCommand.run(nodes, 0, "registry", "release", planner(), "--reason", "explained");
    await("a token again").atMost(Duration.ofSeconds(30)).until(() -> token().status() == 200);
  }

  private String planner() {
    return curl("planner", "GET", "", nodes.registry("/v1/agents/mine"))
        .json()
        .getJsonArray("agents")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(agent -> agent.getString("agent").equals(planner.id().toString()))
        .findFirst()
        .orElseThrow()
        .getString("id");
  }

  private Curled token() {
    return curl(
        "planner",
        "--data",
        "grant_type=client_credentials",
        "--data-urlencode",
        "client_id=" + planner.id(),
        "--data-urlencode",
        "scope=" + CAPABILITY,
        nodes.master("/oauth/token").toString());
  }

  /** The answer to a job that no agent can take at present. */
  private Curled job() {
    return curl(
        "planner",
        "-H",
        "Authorization: Bearer " + token().json().getString("access_token"),
        "--json",
        JOB,
        nodes.master("/v1/jobs").toString());
  }

  private Curled curl(String agent, String method, String body, URI url) {
    List<String> line = new ArrayList<>(List.of("-X", method));
    if (!method.equals("GET")) {
      line.addAll(List.of("-H", "Content-Type: application/json", "--data-binary", file(body)));
    }
    line.add(url.toString());
    return curl(agent, line.toArray(String[]::new));
  }

  private String file(String body) {
    try {
      return "@" + Files.writeString(folder.resolve("body.json"), body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Curled curl(String agent, String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "-w",
                "\n%{http_code}",
                "--cacert",
                nodes.home().resolve("root.pem").toString(),
                "--cert",
                folder.resolve(agent).resolve("chain.pem").toString(),
                "--key",
                folder.resolve(agent).resolve("key.pem").toString()));
    line.addAll(List.of(arguments));
    String output = Tool.run(line.toArray(String[]::new)).output();
    int end = output.lastIndexOf('\n');
    return new Curled(Integer.parseInt(output.substring(end + 1)), output.substring(0, end));
  }

  private URI record(String part) {
    return nodes.registry("/v1/agents/" + id.substring("urn:uuid:".length()) + part);
  }

  private TestLeaf enrolled(String place, String capability) throws IOException {
    TestLeaf agent = new Enrolment(nodes, wire).capabilities(capability).granted();
    agent.writeTo(Files.createDirectories(folder.resolve(place)));
    return agent;
  }

  private String register(TestLeaf agent) {
    return wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201)
        .text("id");
  }
}
