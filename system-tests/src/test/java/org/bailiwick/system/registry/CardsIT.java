package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other ecosystems read the registry: clients of A2A by {@code @a2a-js/sdk}, of the MCP registry by
 * its schema, and of DNS by bind9 (R61).
 */
class CardsIT {
  private static final String RATES = "fx.rates@1";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final List<Path> files = new ArrayList<>();
  private TestLeaf asker;

  @BeforeEach
  void start() {
    ListedAgents.dismiss(nodes, wire);
    asker = listed("ledger.post@1", Nodes.freePort());
    asker.writeTo(folder);
  }

  @AfterEach
  void stop() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    ListedAgents.dismiss(nodes, wire);
  }

  private TestLeaf listed(String capability, int port) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf agent = enrolment.granted();
    String claim = Claim.of(agent).build().toString();
    wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent)).expecting(201);
    return agent;
  }

  private Map<String, JsonObject> steps(String place, String program, String... arguments) {
    Tool run = new NodeProgram(place, program).run(arguments);
    assertThat(run.exit()).as(run.output()).isZero();
    return run.output()
        .lines()
        .filter(line -> line.startsWith("{\"step"))
        .map(CardsIT::json)
        .collect(Collectors.toMap(step -> step.getString("step"), step -> step, (a, b) -> b));
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  /** The operator's file, which the Master Agent reads within two seconds. */
  private void allow(TestLeaf agent) throws IOException {
    Path place = Files.createDirectories(nodes.home().resolve("domain/callers"));
    Path file = place.resolve(AgentId.of(agent.id()).name() + ".json");
    files.add(file);
    Files.writeString(
        file, "{\"agent\": \"%s\", \"scopes\": [\"%s\"]}".formatted(agent.id(), RATES));
  }

  @Test
  void aClientGoesFromTheDomainsCardToAFoundAgentToAnAnsweredCall() throws IOException {
    int port = Nodes.freePort();
    TestLeaf rates = listed(RATES, port);
    AgentProcess process = AgentProcess.start(nodes, "rate-finder", rates, port);
    try {
      allow(asker);
      await("asker known")
          .atMost(Duration.ofSeconds(30))
          .until(() -> wire.send(tokenRequest()).status() == 200);
      Map<String, JsonObject> steps = found();
      JsonObject found = steps.get("found");
      assertThat(found.getString("name")).isEqualTo(AgentId.of(rates.id()).name());
      assertThat(found.getJsonArray("skills").toString()).isEqualTo("[\"" + RATES + "\"]");
      assertThat(found.getJsonObject("signed").getString("agent")).isEqualTo(rates.id().toString());
      assertThat(found.getString("type")).startsWith("application/a2a+json");
      assertThat(found.getInt("again")).isEqualTo(304);
      for (String forged : List.of("changed", "forged")) {
        assertThat(steps.get(forged).getString("error")).contains("No valid signatures");
      }
      JsonObject done = steps.get("done");
      assertThat(done.getString("state")).isEqualTo("TASK_STATE_COMPLETED");
      assertThat(done.getJsonArray("artifacts").toString()).contains("1.0842");
      requireRecorded(found.getJsonObject("signed").getString("id"), done.getString("id"), rates);
      refusals(found.getJsonObject("signed").getString("id"), rates);
    } finally {
      process.stop();
    }
  }

  private Call tokenRequest() {
    return Call.form(
            nodes.master("/oauth/token"),
            Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                asker.id().toString(),
                "scope",
                RATES))
        .as(asker);
  }

  private Map<String, JsonObject> found() {
    return steps(
        "a2a",
        "found-agent.mjs",
        nodes.master("").toString(),
        nodes.home().resolve("root.pem").toString(),
        file("chain.pem"),
        file("key.pem"),
        asker.id().toString(),
        RATES);
  }

  /** The registry's log has the signature, and the Master Agent's the agent that did the work. */
  private static void requireRecorded(String card, String task, TestLeaf agent) {
    assertThat(
            Component.ARS.column(
                "select details from audit_entry where event = 'agent-card.signed'"
                    + " and resource = '%s'".formatted(card)))
        .isNotEmpty()
        .allMatch(details -> details.contains("\"kid\""));
    assertThat(
            Component.MASTER.column(
                "select subject || ' ' || details from audit_entry where event like 'step.%'"
                    + " and resource like '%s/%%'".formatted(task)))
        .anyMatch(row -> row.contains(agent.id().toString()));
  }

  /** Strangers and partners read no card, and there is none of an agent that is revoked. */
  private void refusals(String identifier, TestLeaf agent) {
    URI card = card(identifier);
    assertThat(wire.send(Call.get(card)).status()).isEqualTo(401);
    assertThat(wire.send(Call.get(card).as(nodes.partner("buyer"))).text("type"))
        .endsWith(":credential-not-trusted");
    new Officer(nodes, wire).revoke(agent);
    await("card gone")
        .atMost(Duration.ofSeconds(5))
        .until(() -> wire.send(Call.get(card).as(asker)).status() == 404);
  }

  private URI card(String identifier) {
    return nodes.registry("/v1/agents/" + identifier.substring("urn:uuid:".length()) + "/card");
  }

  @Test
  void clientsOfTheMcpRegistryReadTheAgentsAsServers() {
    TestLeaf reader = listed("invoice.parse@1?region=eu", Nodes.freePort());
    String name = AgentId.of(reader.id()).name();
    Map<String, JsonObject> steps =
        steps(
            "mcp",
            "registry-reader.mjs",
            nodes.registry("/mcp").toString(),
            nodes.home().resolve("root.pem").toString(),
            file("chain.pem"),
            file("key.pem"),
            name);
    assertThat(steps.get("listed").getJsonArray("names").toString())
        .isEqualTo("[\"example.bailiwick/" + name + "\"]");
    JsonObject latest = steps.get("latest");
    assertThat(latest.getBoolean("same")).isTrue();
    assertThat(latest.getJsonArray("tools").toString())
        .isEqualTo("[\"invoice.parse_v1_qregion_eeu\"]");
    assertThat(latest.getJsonArray("remotes").toString())
        .contains(nodes.master("/mcp").toString(), "streamable-http");
    assertThat(steps.get("refused").getInt("status")).isEqualTo(400); // the last of three
    encodedSlashesOpenNothing();
  }

  /** The listener takes encoded slashes now; no route is reached by another path. */
  private void encodedSlashesOpenNothing() {
    for (String path :
        List.of(
            "/ars%2Fv1%2Fagents",
            "/ars/v1%2Fagents",
            "/ars/v1/agents/..%2F..%2F..%2Fv1%2Fjobs",
            "/ars/mcp%2F..%2F..%2Fv1%2Fjobs",
            "/v1%2Fjobs",
            "/oauth%2Ftoken",
            "/a2a%2Ftasks")) {
      Answer answer = wire.send(Call.get(nodes.master(path)).as(nodes.operator("auditor-1")));
      assertThat(answer.status()).as(path).isIn(400, 404);
    }
  }

  @Test
  void bindServesTheZoneAndValidatesItsSignatures() throws Exception {
    TestLeaf rates = listed(RATES, Nodes.freePort());
    URI zone = nodes.registry("/v1/zone");
    assertThat(wire.send(Call.get(zone).as(asker)).text("type")).endsWith(":policy-denied");
    Answer answer = wire.send(Call.get(zone).as(nodes.operator("auditor-1"))).expecting(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/dns");
    Files.writeString(folder.resolve("agents.zone"), answer.body());
    String found =
        wire.send(
                Call.get(
                        nodes.registry(
                            "/v1/discovery?capability="
                                + URLEncoder.encode(RATES, StandardCharsets.UTF_8)))
                    .as(asker))
            .expecting(200)
            .json()
            .getJsonArray("agents")
            .getJsonObject(0)
            .getString("id");
    Files.writeString(folder.resolve("leaf.pem"), Pem.of(rates.chain()));
    Tool served =
        Tool.run(
            Duration.ofMinutes(2),
            "bash",
            Path.of(System.getProperty("bailiwick.root"))
                .resolve("system-tests/src/test/sh/zone.sh")
                .toString(),
            folder.toString(),
            "bailiwick.example",
            found.substring("urn:uuid:".length()),
            String.valueOf(Nodes.freePort()));
    assertThat(served.output())
        .contains("zone bailiwick.example/IN: loaded serial 1")
        .contains("the record has the digest of the certificate")
        .contains("fully validated");
    assertThat(served.exit()).as(served.output()).isZero();
  }
}
