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
import java.util.Map;
import java.util.stream.Collectors;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.keycloak.OwnPolicy;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Receivers of other hands have the registry's events: by poll and push (SSF 1.0) with {@code jose}
 * and {@code jwcrypto}, and as server-sent events with {@code eventsource} and {@code curl}.
 */
class EventStreamIT {
  private static final String CAPABILITY = "fx.rates@1";

  /** A token of the registry, verified by the keys that the domain publishes. */
  private static final String BY_JWCRYPTO =
      """
      import json, sys
      from jwcrypto import jwk, jws
      token = jws.JWS()
      token.deserialize(sys.argv[1])
      keys = json.loads(sys.argv[2])['keys']
      token.verify(jwk.JWK(**next(k for k in keys if k['kid'] == token.jose_header['kid'])))
      print('verified', token.jose_header['typ'], json.loads(token.payload)['jti'])
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf auditor = nodes.operator("auditor-1");

  @BeforeEach
  void start() {
    ListedAgents.dismiss(nodes, wire);
    auditor.writeTo(folder);
    endStreams();
  }

  @AfterEach
  void stop() {
    endStreams();
    ListedAgents.dismiss(nodes, wire);
  }

  private void endStreams() {
    for (String id : Component.ARS.column(nodes, "select stream_id from event_stream")) {
      wire.send(Call.delete(nodes.registry("/v1/streams/" + id)).as(nodes.operator("officer-1")))
          .expecting(200);
    }
  }

  private TestLeaf listed() {
    TestLeaf agent = new Enrolment(nodes, wire).capabilities(CAPABILITY).granted();
    register(agent);
    return agent;
  }

  private String register(TestLeaf agent) {
    String claim = Claim.of(agent).build().toString();
    return wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent))
        .expecting(201)
        .text("id");
  }

  private List<JsonObject> said(String... action) {
    List<String> all =
        new ArrayList<>(
            List.of(
                nodes.registry("").toString(),
                nodes.home().resolve("root.pem").toString(),
                folder.resolve("chain.pem").toString(),
                folder.resolve("key.pem").toString()));
    all.addAll(List.of(action));
    Tool run = new NodeProgram("events", "event-receiver.mjs").run(all.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    return run.output()
        .lines()
        .filter(line -> line.startsWith("{\"step"))
        .map(StrictJson::object)
        .toList();
  }

  private static Map<String, JsonObject> byStep(List<JsonObject> said) {
    return said.stream()
        .collect(Collectors.toMap(step -> step.getString("step"), step -> step, (a, b) -> b));
  }

  private static List<String> told(List<JsonObject> said, String step) {
    return said.stream()
        .filter(each -> each.getString("step").equals(step))
        .map(each -> each.getString("type") + " " + each.getString("about"))
        .toList();
  }

  @Test
  void aReceiverPollsVerifiesAndAcknowledges() {
    JsonObject made = byStep(said("create", "poll")).get("created");
    assertThat(made.getInt("status")).isEqualTo(201);
    JsonObject stream = made.getJsonObject("configuration");
    String url = stream.getJsonObject("delivery").getString("endpoint_url");
    TestLeaf agent = listed();
    new Officer(nodes, wire).revoke(agent);
    await("revoked")
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Component.ARS
                    .column(nodes, "select state from agent where name = '" + agent.id() + "'")
                    .contains("REVOKED"));
    List<JsonObject> said = said("poll", url, stream.getString("aud"));
    Map<String, JsonObject> steps = byStep(said);
    assertThat(told(said, "event"))
        .contains("agent-revoked " + agent.id(), "credential-change " + agent.id());
    assertThat(steps.get("again").getBoolean("same")).isTrue();
    assertThat(steps.get("left").getInt("count")).isZero();
    assertThat(steps.get("verified").getInt("status")).isEqualTo(204);
    assertThat(steps.get("verified").getInt("again")).isEqualTo(429);
    assertThat(steps.get("waited").getString("type")).isEqualTo("verification");
    assertThat(steps.get("waited").getJsonObject("event").getString("state")).isEqualTo("v-1");
    requireByJwcrypto(steps.get("event"));
    refusals(url);
    assertThat(
            Component.ARS.column(
                nodes, "select details from audit_entry where event = 'event.refused'"))
        .isNotEmpty()
        .noneMatch(details -> details.contains("made-up"));
  }

  private void requireByJwcrypto(JsonObject event) {
    String keys = wire.send(Call.get(nodes.master("/oauth/jwks"))).expecting(200).body();
    Tool checked = Tool.run("/usr/bin/python3", "-c", BY_JWCRYPTO, event.getString("token"), keys);
    assertThat(checked.output()).contains("verified secevent+jwt " + event.getString("jti"));
  }

  /** For others the stream does not exist; strangers, partners and agents have no events. */
  private void refusals(String url) {
    String poll = "{\"returnImmediately\":true}";
    TestLeaf agent = listed();
    assertThat(wire.send(Call.post(URI.create(url), poll)).status()).isEqualTo(401);
    assertThat(wire.send(Call.post(URI.create(url), poll).as(agent)).text("type"))
        .endsWith(":policy-denied");
    assertThat(wire.send(Call.post(nodes.registry("/v1/ssf/stream"), "{}").as(agent)).text("type"))
        .endsWith(":policy-denied");
    assertThat(
            wire.send(Call.post(nodes.registry("/v1/ssf/stream"), "{}").as(nodes.partner("buyer")))
                .status())
        .isIn(401, 403);
    for (String body : List.of("[]", "{\"maxEvents\":-1}", "{\"ack\":[{}]}", "{", "null")) {
      assertThat(wire.send(Call.post(URI.create(url), body).as(auditor)).status())
          .as(body)
          .isEqualTo(400);
    }
    String unknown = url.substring(0, url.lastIndexOf('/') + 1) + "none";
    assertThat(wire.send(Call.post(URI.create(unknown), poll).as(auditor)).status()).isEqualTo(404);
  }

  @Test
  @Tag("long")
  void tokensArePostedToAReceiverThatTheOperatorHasListed() {
    String address = nodes.address("receiver");
    Map<String, JsonObject> made = byStep(said("create", "push", address + "/events?key=k-1"));
    JsonObject stream = made.get("created").getJsonObject("configuration");
    String id = stream.getString("stream_id");
    assertThat(made.get("paused").getJsonObject("body").getString("status")).isEqualTo("paused");
    TestLeaf agent = listed();
    assertThat(OperatorCommand.run(nodes, 0, "registry", "streams", "--json"))
        .contains(id, "paused", address)
        .doesNotContain("key=", "Bearer");
    Path own = nodes.outside().resolve("partner");
    List<JsonObject> said =
        said(
            "listen",
            id,
            stream.getString("aud"),
            address,
            own.resolve("tls.pem").toString(),
            own.resolve("tls.key").toString(),
            "2");
    assertThat(told(said, "posted")).contains("agent-listed " + agent.id(), "verification " + id);
    assertThat(said)
        .filteredOn(step -> step.getString("step").equals("posted"))
        .allSatisfy(
            step -> {
              assertThat(step.getString("authorization")).isEqualTo("Bearer r-1");
              assertThat(step.getString("contentType")).isEqualTo("application/secevent+jwt");
            });
    Map<String, JsonObject> steps = byStep(said);
    assertThat(steps.get("read").toString()).contains("key=k-1").doesNotContain("Bearer");
    assertThat(steps.get("deleted").getInt("status")).isEqualTo(204);
    assertThat(Component.ARS.column(nodes, "select secret_name from wrapped_secret")).isEmpty();
    for (String inside : List.of("https://127.0.0.1:1/", "https://169.254.169.254/")) {
      String body =
          "{\"delivery\":{\"method\":\"urn:ietf:rfc:8935\",\"endpoint_url\":\"%s\"}}"
              .formatted(inside);
      assertThat(wire.send(Call.post(nodes.registry("/v1/ssf/stream"), body).as(auditor)).status())
          .isEqualTo(400);
    }
  }

  @Test
  @Tag("long")
  void changesAreFollowedAndResumed() throws IOException {
    TestLeaf agent = listed();
    JsonObject first = byStep(said("follow")).get("page");
    assertThat(first.getBoolean("begin")).isTrue();
    assertThat(first.getJsonArray("agents").toString()).contains(agent.id() + " listed");
    TestLeaf second = listed();
    JsonObject resumed = byStep(said("follow", first.getString("id"))).get("page");
    assertThat(resumed.getBoolean("begin")).isFalse();
    assertThat(resumed.getJsonArray("agents").toString())
        .contains(second.id() + " listed")
        .doesNotContain(agent.id() + " ");
  }

  /** An agent that a policy permits sees what it may find, until its credential is revoked. */
  @Test
  @Tag("long")
  void anAgentFollowsByCurlUntilItIsRevoked() throws Exception {
    TestLeaf reader = listed();
    Path files = Files.createDirectories(folder.resolve("reader"));
    reader.writeTo(files);
    try (OwnPolicy policy = new OwnPolicy(nodes, "subscribe-events")) {
      policy.add(
          """

          @id("reader-follows")
          @reason("reader-may-follow")
          permit (
            principal == Bailiwick::Agent::"%s",
            action == Bailiwick::Action::"subscribe-events",
            resource
          );
          """
              .formatted(reader.id()));
      Path output = folder.resolve("changes.txt");
      awaitPermit(reader);
      Process curl = curl(files, output);
      try {
        await("first page")
            .atMost(Duration.ofSeconds(20))
            .until(() -> Files.readString(output).contains("event: changes"));
        assertThat(Files.readString(output)).doesNotContain("principal", "attestation");
        TestLeaf other = listed();
        await("change")
            .atMost(Duration.ofSeconds(20))
            .until(() -> Files.readString(output).contains(other.id().toString()));
        await("sign of life")
            .atMost(Duration.ofSeconds(20))
            .until(() -> Files.readString(output).contains(": alive"));
        new Officer(nodes, wire).revoke(reader);
        await("end").atMost(Duration.ofSeconds(30)).until(() -> !curl.isAlive());
      } finally {
        curl.destroyForcibly();
      }
    }
  }

  private void awaitPermit(TestLeaf reader) {
    await("policy in force")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> wire.send(Call.get(nodes.registry("/v1/ssf/stream")).as(reader)).status() == 200);
  }

  private Process curl(Path files, Path output) throws IOException {
    return new ProcessBuilder(
            "curl",
            "-sN",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "--cert",
            files.resolve("chain.pem").toString(),
            "--key",
            files.resolve("key.pem").toString(),
            nodes.registry("/v1/changes/stream").toString())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
