package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Answer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The interface of A2A 1.0 as {@code @a2a-js/sdk} uses it, in both bindings, from the agent card
 * on: a partner's agent sends messages, follows tasks, cancels one, and is refused (R37).
 */
class A2aIT {
  private static final NodeProgram PROGRAM = new NodeProgram("a2a", "a2a-client.mjs");
  private static final String TASK_NOT_FOUND = "TaskNotFoundError";

  /** Verifies the first signature, over the card with all its members, as RFC 8785 sorts them. */
  private static final String BY_JWCRYPTO =
      """
      import base64, json, sys
      from jwcrypto import jwk, jws
      card, keys = json.loads(sys.argv[1]), json.loads(sys.argv[2])['keys']
      first = card.pop('signatures')[0]
      text = json.dumps(card, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
      payload = base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')
      token = jws.JWS()
      token.deserialize(first['protected'] + '.' + payload + '.' + first['signature'])
      token.verify(jwk.JWK(**next(k for k in keys if k['kid'] == token.jose_header['kid'])))
      print('verified', token.jose_header['typ'])
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Partner partner = new Partner(nodes);
  private String token;
  private AgentProcess rates;
  private Path files;

  @BeforeEach
  void start() {
    ListedAgents.dismiss(nodes, wire);
    int listen = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + listen + "/work");
    TestLeaf agent = enrolment.granted();
    String claim = Claim.of(agent).build().toString();
    wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent)).expecting(201);
    rates = AgentProcess.start(nodes, "rate-finder", agent, listen);
    files = nodes.partner("buyer").writeTo(folder);
    token = partner.accessToken(wire);
    await("agent known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> extendedCard().body().contains("\"id\":\"fx.rates@1\""));
  }

  @AfterEach
  void stop() {
    rates.stop();
    RunningJobs.awaitEnds();
    ListedAgents.dismiss(nodes, wire);
  }

  private Answer extendedCard() {
    return wire.send(
        Call.get(nodes.master("/a2a/extendedAgentCard"))
            .header("A2A-Version", "1.0")
            .bearer(token)
            .as(nodes.partner("buyer")));
  }

  /** What the program said of each step, by the name of the step; of several the last. */
  private Map<String, JsonObject> steps(String binding, String... action) {
    return said(binding, action).stream()
        .collect(Collectors.toMap(step -> step.getString("step"), step -> step, (a, b) -> b));
  }

  private List<JsonObject> said(String binding, String... action) {
    List<String> arguments = new ArrayList<>();
    arguments.add(nodes.master("").toString());
    arguments.add(nodes.home().resolve("root.pem").toString());
    arguments.add(files.resolve("chain.pem").toString());
    arguments.add(files.resolve("key.pem").toString());
    arguments.add(token);
    arguments.add(binding);
    arguments.addAll(List.of(action));
    Tool program = PROGRAM.run(arguments.toArray(String[]::new));
    assertThat(program.exit()).as(program.output()).isZero();
    return program
        .output()
        .lines()
        .filter(line -> line.startsWith("{\"step"))
        .map(A2aIT::json)
        .toList();
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Test
  void theCardIsSignedByThePublishedKeyAndNamesNoAgent() {
    Map<String, JsonObject> steps = steps("JSONRPC", "card");
    assertThat(steps.get("card").getJsonArray("skills").toString())
        .contains("\"job\"", "\"fx.rates@1\"");
    assertThat(steps.get("card").getJsonArray("schemes").toString())
        .contains("\"mtls\"", "\"access-token\"");
    assertThat(steps.get("forged").getString("text")).contains("No valid signatures");
    Answer card = wire.send(Call.get(nodes.master("/.well-known/agent-card.json"))).expecting(200);
    assertThat(card.body()).doesNotContain("spiffe:", "/agent/", "locator");
    Answer keys = wire.send(Call.get(nodes.master("/oauth/jwks"))).expecting(200);
    Tool jwcrypto = Tool.run("/usr/bin/python3", "-c", BY_JWCRYPTO, card.body(), keys.body());
    assertThat(jwcrypto.output()).contains("verified JOSE");
    String tag = card.headers().firstValue("ETag").orElseThrow();
    Call again =
        Call.get(nodes.master("/.well-known/agent-card.json")).header("If-None-Match", tag);
    assertThat(wire.send(again).status()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSONRPC", "HTTP+JSON"})
  void aClientSendsStreamsReadsAndIsRefused(String binding) {
    String other =
        wire.send(
                partner
                    .exchange(Partner.form(partner.grant().claim("sub", "sales").compact()))
                    .as(nodes.partner("buyer")))
            .expecting(200)
            .text("access_token");
    Map<String, JsonObject> steps = steps(binding, "work", UUID.randomUUID().toString(), other);
    JsonObject sent = steps.get("sent");
    assertThat(sent.getString("state")).isEqualTo("TASK_STATE_COMPLETED");
    assertThat(sent.getJsonArray("artifacts").toString()).contains("1.0842");
    assertThat(steps.get("repeated").getString("id")).isEqualTo(sent.getString("id"));
    assertThat(steps.get("got").getJsonArray("artifacts"))
        .isEqualTo(sent.getJsonArray("artifacts"));
    assertThat(steps.get("extended").getJsonArray("skills").toString())
        .contains("\"fx.rates@1\"")
        .doesNotContain("invoice.parse@1"); // the caller may use it, and nobody has it now
    assertThat(steps.get("statusUpdate").getString("state")).isEqualTo("TASK_STATE_COMPLETED");
    assertThat(steps.get("artifactUpdate").getString("artifact")).isEqualTo("second");
    assertThat(steps.get("listed").getInt("tasks")).isEqualTo(1);
    assertThat(steps.get("listed").getInt("artifacts")).isZero();
    assertThat(steps.get("listed").getInt("total")).isGreaterThan(1);
    assertThat(steps.get("listed").getBoolean("more")).isTrue();
    requireRefusals(steps);
    requireRecorded(sent.getString("id"));
  }

  private static void requireRefusals(Map<String, JsonObject> steps) {
    Map<String, String> expected =
        Map.of(
            "ended", "TaskNotCancelableError",
            "unknown", TASK_NOT_FOUND,
            "hidden", TASK_NOT_FOUND,
            "text", "ContentTypeNotSupportedError",
            "reused", "RequestMalformedError");
    expected.forEach(
        (step, error) -> assertThat(steps.get(step).getString("error")).as(step).isEqualTo(error));
    assertThat(steps.get("hidden").getString("text"))
        .isEqualTo(steps.get("unknown").getString("text"));
    assertThat(steps.get("wide").toString()).contains("scope does not cover");
    assertThat(steps.get("anonymous").toString()).contains("access token");
  }

  /** The audit log tells of a message what it tells of a job that was posted. */
  private static void requireRecorded(String task) {
    assertThat(
            Component.MASTER.column(
                "select event from audit_entry where resource = '" + task + "' order by seq"))
        .contains("job.accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSONRPC", "HTTP+JSON"})
  void aRunningTaskIsFollowedAndCancelled(String binding) {
    rates.suspend();
    try {
      List<JsonObject> said = said(binding, "cancel", UUID.randomUUID().toString());
      Map<String, JsonObject> steps =
          said.stream().collect(Collectors.toMap(s -> s.getString("step"), s -> s, (a, b) -> b));
      assertThat(steps.get("started").getString("state")).isEqualTo("TASK_STATE_WORKING");
      assertThat(steps.get("subscribed").getString("id"))
          .isEqualTo(steps.get("started").getString("id"));
      assertThat(steps.get("cancelled").getString("state")).isEqualTo("TASK_STATE_CANCELED");
      assertThat(steps.get("event").getString("state")).isEqualTo("TASK_STATE_CANCELED");
      assertThat(steps.get("again").getString("error")).isEqualTo("TaskNotCancelableError");
      assertThat(steps.get("late").getString("error")).isEqualTo("UnsupportedOperationError");
    } finally {
      rates.resume();
    }
  }

  /** The receiver is a server of Node.js, with the certificate of the partner's own server. */
  @Test
  void aClientIsToldOfArtifactsAndTheEndAtItsUrl() {
    List<JsonObject> told = told("JSONRPC", "told", UUID.randomUUID().toString());
    assertThat(told)
        .extracting(each -> each.getString("what"))
        .containsExactly("artifact first", "artifact second", "TASK_STATE_COMPLETED");
    assertThat(told)
        .allSatisfy(
            each -> {
              assertThat(each.getString("path")).isEqualTo("/told");
              assertThat(each.getString("authorization")).isEqualTo("Bearer c-1");
              assertThat(each.getString("token")).isEqualTo("t-1");
              assertThat(each.getString("type")).isEqualTo("application/a2a+json");
            });
    await("configuration gone")
        .atMost(Duration.ofSeconds(20))
        .until(() -> Component.MASTER.column("select push_id from push_configuration").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSONRPC", "HTTP+JSON"})
  void configurationsOfPushNotificationsAreMadeReadAndDeleted(String binding) {
    String other =
        wire.send(
                partner
                    .exchange(Partner.form(partner.grant().claim("sub", "sales").compact()))
                    .as(nodes.partner("buyer")))
            .expecting(200)
            .text("access_token");
    rates.suspend();
    try {
      List<JsonObject> said =
          told(binding, "push", UUID.randomUUID().toString(), other).stream().toList();
      Map<String, JsonObject> steps =
          said.stream().collect(Collectors.toMap(s -> s.getString("step"), s -> s, (a, b) -> b));
      assertThat(steps.get("created").getString("id")).isEqualTo("mine");
      assertThat(steps.get("created").getString("credentials")).isEmpty();
      for (String member : List.of("id", "task", "url", "scheme", "credentials")) {
        assertThat(steps.get("read").get(member)).isEqualTo(steps.get("created").get(member));
      }
      assertThat(steps.get("listed").getInt("count")).isEqualTo(2);
      assertThat(steps.get("left").getInt("count")).isEqualTo(1);
      assertThat(steps.get("gone").getString("error")).isEqualTo(TASK_NOT_FOUND);
      assertThat(steps.get("hidden").getString("error")).isEqualTo(TASK_NOT_FOUND);
      assertThat(steps.get("inside").getString("text")).contains("has not listed the host");
      assertThat(steps.get("told").getString("what")).isEqualTo("TASK_STATE_CANCELED");
      assertThat(steps.get("told").getString("path")).isEqualTo("/message");
    } finally {
      rates.resume();
    }
  }

  /** What the program said, with a receiver that has the certificate of the partner's server. */
  private List<JsonObject> told(String binding, String... action) {
    List<String> all = new ArrayList<>(List.of(action));
    Path own = nodes.outside().resolve("partner");
    all.add(nodes.address("receiver"));
    all.add(own.resolve("tls.pem").toString());
    all.add(own.resolve("tls.key").toString());
    List<JsonObject> said = said(binding, all.toArray(String[]::new));
    return action[0].equals("told")
        ? said.stream().filter(each -> each.getString("step").equals("told")).toList()
        : said;
  }

  /** What this version of the SDK cannot do stands in docs/a2a.md. */
  @ParameterizedTest
  @ValueSource(strings = {"JSONRPC", "HTTP+JSON"})
  void theJavaSdkSendsReadsAndFollows(String binding) {
    String id = UUID.randomUUID().toString();
    List<String> steps = new A2aJavaSdk(nodes, files, token).steps(binding, "work", id);
    String task =
        steps.stream()
            .filter(each -> each.startsWith("repeated "))
            .findFirst()
            .orElseThrow()
            .substring("repeated ".length());
    assertThat(steps.getFirst()).contains("push=true");
    for (String step : List.of("sent ", "got ")) {
      assertThat(steps)
          .anyMatch(
              each ->
                  each.startsWith(step + task + " TASK_STATE_COMPLETED")
                      && each.contains("1.0842"));
    }
    assertThat(steps).noneMatch(each -> each.startsWith("ended done"));
    assertThat(steps).noneMatch(each -> each.startsWith("unknown done"));
    if (binding.equals("JSONRPC")) {
      assertThat(steps.toString()).contains("TASK_NOT_CANCELABLE", "TASK_NOT_FOUND");
    }
    assertThat(steps).contains("artifact step");
    assertThat(steps).anyMatch(each -> each.matches("event \\S+ TASK_STATE_COMPLETED.*"));
  }

  @Test
  void theJavaSdkCancels() {
    rates.suspend();
    try {
      String id = UUID.randomUUID().toString();
      List<String> steps = new A2aJavaSdk(nodes, files, token).steps("JSONRPC", "cancel", id);
      assertThat(steps).anyMatch(each -> each.matches("started \\S+ TASK_STATE_WORKING.*"));
      assertThat(steps).anyMatch(each -> each.matches("cancelled \\S+ TASK_STATE_CANCELED.*"));
      assertThat(steps).contains("event TASK_STATE_CANCELED");
      assertThat(steps.getLast()).startsWith("push ").contains("url must be an https URL");
    } finally {
      rates.resume();
    }
  }

  @Test
  void otherVersionsBatchesAndCallersAreRefusedInTheFormOfTheBinding() {
    String get = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":{\"id\":\"x\"}}";
    assertThat(rpc(get, "0.3").body()).contains("-32009", "VERSION_NOT_SUPPORTED", "\"id\":7");
    assertThat(rpc("[" + get + "]", "1.0").body()).contains("-32600");
    assertThat(rpc("{", "1.0").body()).contains("-32700", "\"id\":null");
    assertThat(rpc(get.replace("GetTask", "Get"), "1.0").body()).contains("-32601");
    Answer bare =
        wire.send(Call.post(nodes.master("/a2a"), get).header("A2A-Version", "1.0")).expecting(401);
    assertThat(bare.headers().allValues("WWW-Authenticate").toString())
        .contains("ClientCertificate");
    assertThat(bare.body()).contains("\"jsonrpc\":\"2.0\"", "PEER_CERTIFICATE_REQUIRED");
    Answer officer =
        wire.send(
            Call.get(nodes.master("/a2a/tasks/x"))
                .header("A2A-Version", "1.0")
                .as(nodes.operator("officer-1")));
    assertThat(officer.status()).isIn(401, 403);
    assertThat(officer.body()).contains("\"error\":{\"code\":" + officer.status());
  }

  private Answer rpc(String body, String version) {
    return wire.send(
        Call.post(nodes.master("/a2a"), body)
            .header("A2A-Version", version)
            .bearer(token)
            .as(nodes.partner("buyer")));
  }
}
