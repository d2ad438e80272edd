package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A caller signs its requests by a shared secret (R30): npm http-message-signatures makes the
 * signature, curl sends the request, and the node has the secret under a key in SoftHSM2.
 */
class SharedSecretIT {
  private static final NodeProgram SIGNER = new NodeProgram("oauth", "signed-headers.mjs");
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}""";
  private static final String OPEN =
      "{\"service\": \"jobs\", \"rule\": \"any-of(all-of(mtls,access-token),shared-secret)\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Path rule = nodes.home().resolve("domain/authentication/jobs.json");
  private final String builtIn = Nodes.read(rule);
  private final String url = nodes.master("/v1/jobs").toString();
  private final String name = "signer-" + UUID.randomUUID().toString().substring(0, 8);
  private Path body;
  private String requestId;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    body = Files.writeString(folder.resolve("job.json"), JOB);
  }

  @AfterEach
  void restore() throws IOException {
    publish(builtIn);
    RunningJobs.awaitEnds();
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void aSignedRequestHasAJobDoneOnceAndNoOtherDoes() throws Exception {
    Path account = written("account.json", command("caller", "add", name, terms()));
    assertThat(post(signed(account, "POST " + url, body), body).status()).isEqualTo(401);
    publish(OPEN);
    int port = Nodes.freePort();
    AgentProcess agent = AgentProcess.start(nodes, "rate-finder", listed(port), port);
    try {
      String job =
          await("accepted")
              .atMost(PATIENCE)
              .until(
                  () -> post(signed(account, "POST " + url, body), body),
                  answer -> answer.status() == 202)
              .body()
              .getString("id");
      assertThat(ended(account, job).toString()).contains("\"state\":\"done\"").contains("1.0842");
      refusals(account);
      rotation(account);
    } finally {
      agent.stop();
    }
  }

  private void refusals(Path account) throws IOException {
    Path once = signed(account, "POST " + url, body);
    Path other = Files.writeString(folder.resolve("other.json"), JOB.replace("USD", "CHF"));
    requireRefused("signature-digest", post(once, other));
    assertThat(post(once, body).status()).isEqualTo(202);
    requireRefused("signature-replayed", post(once, body));
    requireRefused("signature-expired", post(signed(account, "POST " + url, body, "180"), body));
    requireRefused("secret-wrong", post(signed(account, "POST " + url + "/1", body), body));
    Path unsigned = Files.writeString(folder.resolve("unsigned"), "Content-Type: application/json");
    assertThat(post(unsigned, body).status()).isEqualTo(401);
    Path unknown =
        written(
            "unknown.json",
            Json.createObjectBuilder(CurlAnswer.json(Nodes.read(account)))
                .add("secret_id", "0000000000000000")
                .build());
    requireRefused("account-unknown", post(signed(unknown, "POST " + url, body), body));
  }

  private void requireRefused(String cause, CurlAnswer answer) {
    assertThat(answer.status()).as(cause).isEqualTo(401);
    assertThat(answer.body().getString("type"))
        .isEqualTo("urn:bailiwick:problem:signature-invalid");
    assertThat(answer.headers()).containsIgnoringCase("WWW-Authenticate: HttpMessageSignature");
    assertThat(Component.MASTER.audit(requestId)).anyMatch(row -> row.check().equals(cause));
  }

  /** Both secrets count for a while, and none after the withdrawal. */
  private void rotation(Path account) throws IOException {
    String soon = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS).toString();
    Path next =
        written("next.json", command("caller", "rotate", name, List.of("--old-until", soon)));
    assertThat(post(signed(account, "POST " + url, body), body).status()).isEqualTo(202);
    assertThat(post(signed(next, "POST " + url, body), body).status()).isEqualTo(202);
    assertThat(OperatorCommand.run(nodes, 0, "caller", "list", "--kind", "service"))
        .contains(name)
        .doesNotContain(CurlAnswer.json(Nodes.read(next)).getString("shared_secret"));
    command("caller", "withdraw", name, List.of());
    requireRefused("account-withdrawn", post(signed(next, "POST " + url, body), body));
  }

  private static List<String> terms() {
    String tomorrow = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS) + "";
    String line =
        "--kind service --method shared-secret --owner Finance --scope fx.rates@1 --until ";
    return List.of((line + tomorrow).split(" "));
  }

  private JsonObject command(String verb, String action, String account, List<String> options) {
    List<String> line = new ArrayList<>(List.of(verb, action, account));
    line.addAll(options);
    String output = OperatorCommand.run(nodes, 0, line.toArray(String[]::new));
    return CurlAnswer.json(output.substring(output.indexOf('{')));
  }

  private Path written(String file, JsonObject content) throws IOException {
    return Files.writeString(folder.resolve(file), content.toString());
  }

  /** The file of the headers of a request that npm has signed. */
  private Path signed(Path account, String request, Path content, String... age) {
    Path headers = folder.resolve("headers-" + UUID.randomUUID());
    List<String> arguments = new ArrayList<>(List.of(account.toString()));
    arguments.addAll(List.of(request.split(" ")));
    arguments.addAll(List.of(content.toString(), headers.toString()));
    arguments.addAll(List.of(age));
    Tool signing = SIGNER.run(arguments.toArray(String[]::new));
    assertThat(signing.exit()).as(signing.output()).isZero();
    return headers;
  }

  private JsonObject ended(Path account, String job) {
    String place = url + "/" + job;
    return await("end of the job")
        .atMost(PATIENCE)
        .until(
            () -> {
              Path headers = signed(account, "GET " + place, Path.of("-"));
              return curl(List.of("-H", "@" + headers, place)).body();
            },
            state -> !state.getString("state", "running").equals("running"));
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

  private void publish(String text) throws IOException {
    Path next = rule.resolveSibling("jobs.next");
    Files.writeString(next, text);
    Files.move(next, rule, StandardCopyOption.ATOMIC_MOVE);
  }

  private CurlAnswer post(Path headers, Path content) {
    return curl(List.of("-H", "@" + headers, "--data-binary", "@" + content, url));
  }

  private CurlAnswer curl(List<String> more) {
    CurlAnswer answer = CurlAnswer.of(nodes, more);
    requestId = answer.requestId();
    return answer;
  }
}
