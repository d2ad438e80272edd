package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers without a certificate: an officer gives them accounts by {@code ./bailiwick caller}, and
 * curl has jobs done with an API key and with a password (R30).
 */
class AccountIT {
  private static final String PURPOSE_AND_STEP =
      """
      {"purpose": "rates", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}""";
  private static final String OPEN =
      "{\"service\": \"jobs\", \"rule\": \"any-of(all-of(mtls,access-token),api-key,password)\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Path rule = nodes.home().resolve("domain/authentication/jobs.json");
  private final String builtIn = Nodes.read(rule);
  private final String suffix = UUID.randomUUID().toString().substring(0, 8);
  private String requestId;

  @BeforeEach
  void dismissAgentsThatHaveStopped() {
    ListedAgents.dismiss(nodes, wire);
  }

  @AfterEach
  void restore() throws IOException {
    publish(builtIn);
    RunningJobs.awaitEnds();
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void curlHasJobsDoneWithAKeyAndWithAPassword() throws Exception {
    Path key = keyFile(added("service", "api-key").getString("api_key"));
    JsonObject person = added("person", "password");
    Path netrc = netrc(person.getString("name"), person.getString("password"));
    String[] byKey = {"-H", "@" + key};
    String[] byPassword = {"--netrc-file", netrc.toString()};

    assertThat(post(byKey).status()).isEqualTo(401);
    assertThat(post(byPassword).body().getString("type")).endsWith(":malformed-request");
    publish(OPEN);
    int port = Nodes.freePort();
    AgentProcess agent = AgentProcess.start(nodes, "rate-finder", listed(port), port);
    try {
      String job = acceptedWith(byKey);
      assertThat(ended(job, byKey).toString()).contains("\"state\":\"done\"").contains("1.0842");
      CurlAnswer ofAnother = get(job, byPassword);
      assertThat(ofAnother.status()).isEqualTo(403);
      assertThat(ofAnother.body().getString("reasons")).isEqualTo("not-own-job");
      assertThat(ended(acceptedWith(byPassword), byPassword).getString("state")).isEqualTo("done");
    } finally {
      agent.stop();
    }
    assertThat(OperatorCommand.run(nodes, 0, "caller", "list"))
        .contains(person.getString("name"))
        .doesNotContain(person.getString("password"));
  }

  @Test
  void unknownWrongExpiredAndWithdrawnOnesAreAnsweredAlike() throws Exception {
    publish(OPEN);
    listed(Nodes.freePort());
    JsonObject withdrawn = posted("service", "api-key");
    String key = withdrawn.getString("api_key");
    acceptedWith("-H", "@" + keyFile(key));
    send(Call.delete(nodes.master("/v1/callers/" + withdrawn.getString("name"))), 200);
    JsonObject rotated = posted("device", "api-key");
    send(
        Call.post(nodes.master("/v1/callers/" + rotated.getString("name") + "/secrets"), "{}"),
        201);
    String unknown = "bwk_0000000000000000_" + "A".repeat(43);
    String wrong = key.substring(0, key.length() - 4) + (key.endsWith("AAAA") ? "EEEE" : "AAAA");
    String[][] attempts = {
      {unknown, "account-unknown"},
      {wrong, "secret-wrong"},
      {rotated.getString("api_key"), "secret-expired"},
      {key, "account-withdrawn"}
    };
    for (String[] attempt : attempts) {
      requireRefused(attempt[1], "api-key-invalid", "-H", "@" + keyFile(attempt[0]));
    }
    String name = posted("person", "password").getString("name");
    for (String[] attempt :
        new String[][] {{"nobody", "account-unknown"}, {name, "secret-wrong"}}) {
      Path netrc = netrc(attempt[0], "correct horse battery");
      CurlAnswer refused =
          requireRefused(attempt[1], "password-invalid", "--netrc-file", netrc.toString());
      assertThat(refused.headers())
          .containsIgnoringCase("WWW-Authenticate: Basic realm=\"Bailiwick\", charset=\"UTF-8\"");
    }
  }

  private CurlAnswer requireRefused(String cause, String slug, String... credentials)
      throws IOException {
    CurlAnswer refused = post(credentials);
    assertThat(refused.status()).as(cause).isEqualTo(401);
    JsonObject problem = Json.createObjectBuilder(refused.body()).remove("instance").build();
    assertThat(problem.keySet()).containsExactly("type", "title", "status", "detail");
    assertThat(problem.getString("type")).isEqualTo("urn:bailiwick:problem:" + slug);
    assertThat(problem.toString()).doesNotContain(cause);
    assertThat(Component.MASTER.audit(requestId))
        .anyMatch(row -> row.event().endsWith(".refused") && row.check().equals(cause));
    return refused;
  }

  /** An account that an officer adds by the command. */
  private JsonObject added(String kind, String method) {
    String[] command = {
      "caller",
      "add",
      name(kind),
      "--kind",
      kind,
      "--method",
      method,
      "--owner",
      "Finance",
      "--scope",
      "fx.rates@1",
      "--until",
      tomorrow()
    };
    String output = OperatorCommand.run(nodes, 0, command);
    return CurlAnswer.json(output.substring(output.indexOf('{')));
  }

  /** The same by HTTP. */
  private JsonObject posted(String kind, String method) {
    String body =
        Json.createObjectBuilder()
            .add("name", name(kind))
            .add("kind", kind)
            .add("method", method)
            .add("owner", "Finance")
            .add("scope", "fx.rates@1")
            .add("expires_at", tomorrow())
            .build()
            .toString();
    return send(Call.post(nodes.master("/v1/callers"), body), 201);
  }

  private JsonObject send(Call call, int status) {
    return wire.send(call.as(nodes.operator("officer-1"))).expecting(status).json();
  }

  private static String name(String kind) {
    return kind + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String tomorrow() {
    return Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** An agent with the capability of the job, which the registry lists at this port. */
  private TestLeaf listed(int port) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    return credential;
  }

  /** The rule is read within five seconds; the node's readiness says if it is refused. */
  private void publish(String text) throws IOException {
    Path next = rule.resolveSibling("jobs.next");
    Files.writeString(next, text);
    Files.move(next, rule, StandardCopyOption.ATOMIC_MOVE);
  }

  private String acceptedWith(String... credentials) {
    // The Master Agent hears of the rule and of the agent a moment later.
    return await("accepted")
        .atMost(PATIENCE)
        .until(() -> post(credentials), answer -> answer.status() == 202)
        .body()
        .getString("id");
  }

  private JsonObject ended(String job, String... credentials) {
    return await("end of the job")
        .atMost(PATIENCE)
        .until(
            () -> get(job, credentials).body(),
            state -> !state.getString("state", "running").equals("running"));
  }

  private CurlAnswer post(String... credentials) throws IOException {
    Path body = Files.writeString(folder.resolve("job.json"), PURPOSE_AND_STEP);
    List<String> more = new ArrayList<>(List.of(credentials));
    more.addAll(
        List.of(
            "-H",
            "Content-Type: application/json",
            "-H",
            "Idempotency-Key: " + suffix,
            "--data-binary",
            "@" + body,
            nodes.master("/v1/jobs").toString()));
    return curl(more);
  }

  private CurlAnswer get(String job, String... credentials) {
    List<String> more = new ArrayList<>(List.of(credentials));
    more.add(nodes.master("/v1/jobs/" + job).toString());
    return curl(more);
  }

  /** Asks as curl does; secrets are in files, so that no list of processes has them. */
  private CurlAnswer curl(List<String> more) {
    CurlAnswer answer = CurlAnswer.of(nodes, more);
    requestId = answer.requestId();
    return answer;
  }

  private Path keyFile(String key) throws IOException {
    return secret("X-API-Key: " + key);
  }

  private Path netrc(String name, String password) throws IOException {
    return secret("machine 127.0.0.1 login " + name + " password \"" + password + "\"");
  }

  private Path secret(String text) throws IOException {
    Path file =
        Files.createTempFile(
            folder,
            "secret",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n");
  }
}
