package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device of the domain, enrolled by {@code ./bailiwick agent enrol --kind device}, has jobs done
 * by curl with its certificate (R31), until its file is gone or its credential revoked.
 */
class WorkloadCallerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long CONFIGURATION_MILLIS = 2_500; // the authority looks every two seconds
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [{"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final String name = "scanner-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path callers = nodes.home().resolve("domain/callers");
  private final Path file = callers.resolve("device/" + name + ".json");
  private AgentProcess agent;
  private TestLeaf device;
  private Path files;

  @BeforeEach
  void start() throws Exception {
    ListedAgents.dismiss(nodes, wire);
    int port = Nodes.freePort();
    agent = AgentProcess.start(nodes, "rate-finder", listed(port), port);
    Files.writeString(
        nodes.home().resolve("authority/profiles/scanner.json"),
        """
        {"name": "scanner", "kind": "device", "validity": "PT1H", "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"]}
        """);
    Thread.sleep(CONFIGURATION_MILLIS);
    AgentFolder enrolled = new AgentFolder(nodes, folder, name);
    enrolled.enrol("device", "scanner");
    files = enrolled.path();
    device =
        new TestLeaf(
            Pem.privateKey(Files.readString(files.resolve("key.pem"))),
            Pem.certificates(Files.readString(files.resolve("chain.pem"))));
  }

  @AfterEach
  void stop() throws IOException {
    agent.stop();
    Files.deleteIfExists(file);
    Files.deleteIfExists(callers.resolve(name + ".json"));
    RunningJobs.awaitEnds();
    ListedAgents.dismiss(nodes, wire);
  }

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

  @Test
  void aDeviceHasJobsDoneWhileItHasFileAndCredential() throws Exception {
    assertThat(device.id().toString()).endsWith("/device/" + name);
    refusedWithoutFile();
    publish(file, "device");
    String token = tokenOnceAllowed();
    String first = accepted(token);
    JsonObject end = ended(first, token);
    assertThat(end.toString()).contains("\"state\":\"done\"").contains("1.0842");
    namesTheKindOfItsCaller(first);
    wire.send(Call.get(nodes.registry("/v1/discovery?capability=fx.rates@1")).as(device))
        .expecting(403);

    agent.suspend();
    String second = begun(token);
    Files.delete(file);
    cancelled(second, "caller-not-described");
    assertThat(get(second, token).status()).isEqualTo(401);
    refused(token(), 400, "caller-not-described");

    publish(file, "device");
    String third = begun(tokenOnceAllowed());
    String serial = new SerialNumber(device.certificate().getSerialNumber()).hex();
    wire.send(Officer.order(nodes, serial, "key-compromise")).expecting(201);
    cancelled(third, "credential-revoked");
    refused(token(), 401, "peer-revoked");
    refused(get(first, token), 401, "peer-revoked");
    refused(post(token), 401, "peer-revoked");
  }

  /** Neither without a file, nor by that of an agent whose name has the same text. */
  private void refusedWithoutFile() throws Exception {
    refused(token(), 400, "caller-not-described");
    publish(callers.resolve(name + ".json"), "agent");
    Thread.sleep(CONFIGURATION_MILLIS);
    refused(token(), 400, "caller-not-described");
  }

  /** The file that lets the workload of this kind and the device's name start work. */
  private void publish(Path place, String kind) throws IOException {
    Files.createDirectories(place.getParent());
    Path next = place.resolveSibling("next");
    Files.writeString(
        next,
        "{\"%s\": \"spiffe://bailiwick.example/%s/%s\", \"scopes\": [\"fx.rates@1\"]}"
            .formatted(kind, kind, name));
    Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is decided and accepted for it says what calls. */
  private void namesTheKindOfItsCaller(String job) {
    assertThat(details("event = 'job.accepted' and resource = '" + job + "'"))
        .singleElement()
        .asString()
        .contains("\"caller_kind\":\"device\"");
    for (String event : List.of("admit.decided", "plan.decided", "step.decided")) {
      assertThat(details("event = '" + event + "' and subject = '" + device.id() + "'"))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row).contains("caller_kind").contains("device"));
    }
  }

  private static List<String> details(String condition) {
    return Component.MASTER.column("select details from audit_entry where " + condition);
  }

  private String tokenOnceAllowed() {
    JsonObject answer =
        await("token").atMost(PATIENCE).until(() -> token(), asked -> asked.status() == 200).body();
    assertThat(answer.getString("token_type")).isEqualTo("Bearer");
    return answer.getString("access_token");
  }

  private CurlAnswer token() {
    return curl(
        "--data",
        "grant_type=client_credentials",
        "--data-urlencode",
        "client_id=" + device.id(),
        nodes.master("/oauth/token").toString());
  }

  private String accepted(String token) {
    // The Master Agent hears of the agent a moment later.
    return await("accepted")
        .atMost(PATIENCE)
        .until(() -> post(token), answer -> answer.status() == 202)
        .body()
        .getString("id");
  }

  /** A job whose agent has been called; before that the step, not the job, would be refused. */
  private String begun(String token) {
    String job = accepted(token);
    String called =
        "select step_id from attempt where state = 'running' and job_id = '" + job + "'";
    await("called").atMost(PATIENCE).until(() -> !Component.MASTER.column(called).isEmpty());
    return job;
  }

  private CurlAnswer post(String token) {
    return curl(
        "-H",
        "Authorization: Bearer " + token,
        "-H",
        "Content-Type: application/json",
        "--data-binary",
        JOB,
        nodes.master("/v1/jobs").toString());
  }

  private CurlAnswer get(String job, String token) {
    return curl("-H", "Authorization: Bearer " + token, nodes.master("/v1/jobs/" + job).toString());
  }

  private JsonObject ended(String job, String token) {
    return await("end of the job")
        .atMost(PATIENCE)
        .until(
            () -> get(job, token).body(),
            state -> !state.getString("state", "running").equals("running"));
  }

  private void cancelled(String job, String check) {
    await(check)
        .atMost(PATIENCE)
        .until(() -> column("state", job), state -> !state.equals("running"));
    assertThat(column("state", job)).isEqualTo("cancelled");
    assertThat(column("reason", job)).isEqualTo(check + ": " + device.id());
  }

  private static String column(String column, String job) {
    return Component.MASTER
        .column("select " + column + " from job where job_id = '" + job + "'")
        .getFirst();
  }

  private static void refused(CurlAnswer answer, int status, String check) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
    assertThat(Component.MASTER.refusals(answer.requestId(), check))
        .anyMatch(row -> row.check().equals(check));
  }

  /** Asks as curl does with the device's certificate. */
  private CurlAnswer curl(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--cert",
                files.resolve("chain.pem").toString(),
                "--key",
                files.resolve("key.pem").toString()));
    arguments.addAll(List.of(more));
    return CurlAnswer.of(nodes, arguments);
  }
}
