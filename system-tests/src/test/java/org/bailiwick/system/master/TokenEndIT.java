package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens are introspected and revoked by npm's {@code openid-client} over mutual TLS, by discovery
 * alone, and by curl; the agent of the job is {@code openssl s_server}, which does not answer. In
 * the agent's name {@code oauth4webapi} exchanges its Txn-Token.
 */
class TokenEndIT {
  private static final String RATES = "fx.rates@1";

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf buyer = nodes.partner("buyer");
  private SilentAgent silent;

  @AfterEach
  void stop() {
    if (silent != null) {
      silent.close();
    }
  }

  @Test
  void anEndReachesTheTokenInUse() throws Exception {
    Instant usable = writeProfile();
    OutsideClient client = OutsideClient.of(nodes, Partner.BUYER, buyer, folder.resolve("buyer"));
    silent = SilentAgent.start(nodes, wire, folder, RATES);
    TestLeaf agent = silent.leaf();
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), usable).toMillis()));
    OutsideClient service = service();
    String token = client.does("token", grant(), Partner.SCOPE).getString("access_token");

    JsonObject active = service.does("introspect", token);
    assertThat(active.getBoolean("active")).as(active.toString()).isTrue();
    assertThat(active.getString("client_id")).isEqualTo(Partner.BUYER);
    assertThat(active.getString("scope")).contains(RATES);
    assertThat(client.does("introspect", token)).hasToString("{\"active\":false}");

    String first = job(token);
    String txnToken = silent.receivedToken();
    JsonObject received = introspect(agent, txnToken);
    assertThat(received.getBoolean("active")).as(received.toString()).isTrue();
    assertThat(received.getJsonObject("tctx").getString("job")).isEqualTo(first);

    String second = job(token);
    String tree = OperatorCommand.run(nodes, 0, "token", "tree", active.getString("jti"));
    assertThat(tree.lines().filter(line -> line.startsWith("  job "))).hasSize(2);
    assertThat(tree).contains("access ", "    step ", first, second);
    endBranch(second);
    assertThat(reason(second)).startsWith("token-ended: ");
    assertThat(state(first)).isEqualTo("running");
    assertThat(introspect(agent, txnToken).getBoolean("active")).isTrue();
    NarrowedToken narrowed = narrowed(agent, txnToken, received);

    assertThat(client.does("revoke", token).getBoolean("revoked")).isTrue();
    assertThat(service.does("introspect", token)).hasToString("{\"active\":false}");
    assertThat(introspect(agent, txnToken)).hasToString("{\"active\":false}");
    narrowed.hasEnded();
    assertThat(reason(first)).isEqualTo("token-ended: " + active.getString("jti"));
    assertThat(state(first)).isEqualTo("cancelled");
    requireRefused(first, token);

    assertThat(client.does("revoke", token).getBoolean("revoked")).isTrue();
    assertThat(client.does("revoke", "unknown").getBoolean("revoked")).isTrue();
    assertThat(rows("token.ended")).hasSizeGreaterThanOrEqualTo(2);
  }

  private void requireRefused(String job, String token) {
    Answer refused = wire.send(Call.get(nodes.master("/v1/jobs/" + job)).bearer(token).as(buyer));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("invalid_token");
  }

  private NarrowedToken narrowed(TestLeaf agent, String txnToken, JsonObject received) {
    NarrowedToken narrowed = NarrowedToken.of(nodes, agent, txnToken, folder);
    narrowed.isOfTheSameTransaction(received);
    narrowed.countsForItsCalleeAlone();
    return narrowed;
  }

  private String grant() {
    return new Partner(nodes).grant().compact();
  }

  /** A profile for services, and when the authority has read it. */
  private Instant writeProfile() throws IOException {
    Files.writeString(
        nodes.home().resolve("authority/profiles/resource-server.json"),
        """
        {"name": "resource-server", "kind": "service", "validity": "PT1H", "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"]}
        """);
    return Instant.now().plusMillis(2500); // the authority looks every two seconds
  }

  /** A service of the domain, by {@code ./bailiwick agent enrol}. */
  private OutsideClient service() {
    String name = "gateway-" + UUID.randomUUID().toString().substring(0, 8);
    AgentFolder gateway = new AgentFolder(nodes, folder, name);
    gateway.enrol("service", "resource-server");
    return OutsideClient.of(
        nodes,
        "spiffe://bailiwick.example/service/" + name,
        gateway.path().resolve("chain.pem"),
        gateway.path().resolve("key.pem"));
  }

  private String job(String token) {
    Call call =
        Call.post(
                nodes.master("/v1/jobs"),
                "{\"purpose\":\"rates\",\"steps\":[{\"id\":\"a\",\"capability\":\""
                    + RATES
                    + "\"}]}")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bearer(token)
            .as(buyer);
    await("agent known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> wire.send(call).status() == 202);
    return wire.send(call).expecting(202).text("id");
  }

  private void endBranch(String job) {
    String root =
        column("select jti from token where kind = 'job' and job_id = '" + job + "'").getFirst();
    String ended =
        OperatorCommand.run(nodes, 0, "token", "end", root, "--reason", "found in a log");
    assertThat(ended).contains("ended-by-officer");
  }

  /** The agent's own question, by curl. */
  private JsonObject introspect(TestLeaf agent, String token) {
    Path files = agent.writeTo(folder.resolve("agent-files"));
    Tool curl =
        Tool.run(
            "curl",
            "-sS",
            "--fail-with-body",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "--cert",
            files.resolve("chain.pem").toString(),
            "--key",
            files.resolve("key.pem").toString(),
            "--data-urlencode",
            "client_id=" + AgentCredential.read(agent.certificate()).agent(),
            "--data-urlencode",
            "token=" + token,
            nodes.master("/oauth/introspect").toString());
    assertThat(curl.exit()).as(curl.output()).isZero();
    try (JsonReader reader = Json.createReader(new StringReader(curl.output()))) {
      return reader.readObject();
    }
  }

  private String state(String job) {
    return column("select state from job where job_id = '" + job + "'").getFirst();
  }

  private String reason(String job) {
    return column("select reason from job where job_id = '" + job + "'").getFirst();
  }

  private List<String> rows(String event) {
    return column("select resource from audit_entry where event = '" + event + "'");
  }

  private static List<String> column(String query) {
    return Component.MASTER.column(query);
  }
}
