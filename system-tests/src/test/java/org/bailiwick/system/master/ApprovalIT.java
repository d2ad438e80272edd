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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;
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
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A published policy has an officer approve a step (threat 57). The partner posts its job with
 * curl, the officer decides with {@code ./bailiwick approval}, and Python finds the same digest.
 */
class ApprovalIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern VERSION = Pattern.compile("\"version\" : ([0-9]+),");
  private static final String CANONICAL =
      "import hashlib,json,sys;p=json.loads(sys.argv[1])['parameters'];print(hashlib.sha256("
          + "json.dumps(p,sort_keys=True,separators=(',',':'),ensure_ascii=False).encode())"
          + ".hexdigest())";
  private static final String POLICY =
      """

      @id("rates-need-an-officer")
      @reason("agent-listed-and-scope-covers")
      @obligation("approval")
      permit (
        principal is Bailiwick::Agent,
        action == Bailiwick::Action::"step",
        resource is Bailiwick::Agent
      )
      when
      {
        context.covered && context.capability == "fx.rates@1" &&
        resource has status && resource.status == "listed"
      };
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Partner partner = new Partner(nodes);
  private final Path policies = nodes.home().resolve("policy");
  private final String builtIn = Nodes.read(policies.resolve("step.cedar"));
  private Path buyer;
  private AgentProcess rates;

  @BeforeEach
  void start() throws IOException {
    buyer = nodes.partner("buyer").writeTo(folder.resolve("buyer"));
    ListedAgents.dismiss(nodes, wire);
    int port = Nodes.freePort();
    rates = AgentProcess.start(nodes, "rate-finder", listed(port), port);
    publish(builtIn + POLICY);
  }

  @AfterEach
  void stop() throws IOException {
    publish(builtIn);
    rates.stop();
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

  /** Puts these policies of steps in force, under a version of their own. */
  private void publish(String text) throws IOException {
    Path manifest = policies.resolve("manifest.json");
    String present = Nodes.read(manifest);
    Matcher version = VERSION.matcher(present);
    assertThat(version.find()).isTrue();
    int next = Integer.parseInt(version.group(1)) + 1;
    replace(policies.resolve("step.cedar"), text);
    replace(
        manifest,
        version
            .replaceFirst("\"version\" : " + next + ",")
            .replaceFirst("(\"step.cedar\" : )\"[0-9a-f]+\"", "$1\"" + Sha256.hex(text) + "\""));
    await("policies").atMost(PATIENCE).until(() -> inForce().startsWith(next + "-"));
  }

  /** The version by which the Master Agent decides. */
  private String inForce() {
    return wire
        .send(Call.get(nodes.master("/health/ready")))
        .expecting(200)
        .json()
        .getJsonArray("checks")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(check -> check.getString("name").equals("master-policies"))
        .map(check -> check.getJsonObject("data").getString("version"))
        .findFirst()
        .orElseThrow();
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void anOfficerApprovesExactlyWhatIsSent() throws IOException {
    String job = waiting("1.0842");
    String id = approval(job);
    String shown = run(0, "approval", "show", id);
    assertThat(shown).contains("USD,1.0842", "\"approvers\": 1", "\"state\": \"waiting\"");
    String digest = digest(shown);
    assertThat(Tool.run("python3", "-c", CANONICAL, shown).output().strip()).isEqualTo(digest);

    String other = "0".repeat(64);
    assertThat(run(1, "approval", "decide", "--approve", "--digest", other, id))
        .contains("another digest");
    assertThat(
            run(1, "approval", "decide", "--approve", "--digest", digest, "--as", "auditor-1", id))
        .contains("wrong-operator-role");
    assertThat(state(job)).isEqualTo("waiting-for-approval");
    assertThat(approve(id, digest)).contains("\"state\": \"approved\"");
    JsonObject done = ended(job);
    assertThat(done.getString("state")).as(done.toString()).isEqualTo("done");
    assertThat(run(1, "approval", "decide", "--deny", "--digest", digest, id))
        .contains("same-approver");
    assertThat(
            Component.MASTER.column(
                "select outcome from audit_entry where event = 'approval.decided' and resource = '"
                    + job
                    + "/a'"))
        .filteredOn("done"::equalsIgnoreCase)
        .hasSize(1);
  }

  @Test
  void aStepWaitsOnAfterTheNodeWasKilled() throws IOException {
    String job = waiting("1.0842");
    String id = approval(job);
    String digest = digest(run(0, "approval", "show", id));
    nodes.kill("domain");
    nodes.restart();
    assertThat(state(job)).isEqualTo("waiting-for-approval");
    approve(id, digest);
    assertThat(ended(job).getString("state")).isEqualTo("done");
  }

  @Test
  void aDeniedStepFailsAndACancelledOneIsNotDecided() throws IOException {
    String denied = waiting("0.9");
    String id = approval(denied);
    run(
        0,
        "approval",
        "decide",
        "--deny",
        "--comment",
        "too late",
        "--digest",
        digest(run(0, "approval", "show", id)),
        id);
    assertThat(ended(denied).getString("reason")).isEqualTo("step a: approval-denied");

    String cancelled = waiting("0.8");
    String other = approval(cancelled);
    String digest = digest(run(0, "approval", "show", other));
    curl("-X", "DELETE", nodes.master("/v1/jobs/" + cancelled).toString());
    assertThat(run(1, "approval", "decide", "--approve", "--digest", digest, other))
        .contains("it is ended");
  }

  /** A job that has a table with this rate read, and whose step waits for an officer. */
  private String waiting(String rate) throws IOException {
    Path body =
        Files.writeString(
            folder.resolve("job.json"),
            "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\":"
                + "{\"table\":\"currency,per_eur\\nEUR,1.0000\\nUSD,"
                + rate
                + "\\n\"}}]}");
    String job =
        await("accepted")
            .atMost(PATIENCE)
            .until(
                () ->
                    curl(
                        "-H",
                        "Content-Type: application/json",
                        "--data-binary",
                        "@" + body,
                        nodes.master("/v1/jobs").toString()),
                answer -> answer.status() == 202)
            .body()
            .getString("id");
    await("asked").atMost(PATIENCE).until(() -> state(job).equals("waiting-for-approval"));
    return job;
  }

  private JsonObject ended(String job) {
    return await("end of the job")
        .atMost(PATIENCE)
        .until(() -> read(job), state -> !state.getString("state").equals("running"));
  }

  private String state(String job) throws IOException {
    return read(job).getJsonArray("steps").getJsonObject(0).getString("state");
  }

  private JsonObject read(String job) throws IOException {
    return curl(nodes.master("/v1/jobs/" + job).toString()).body();
  }

  /** The partner's buyer asks with curl; its token is in a file, as its key is. */
  private CurlAnswer curl(String... more) throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "Authorization: Bearer " + partner.accessToken(wire));
    List<String> arguments = new ArrayList<>(List.of("-H", "@" + token));
    arguments.addAll(List.of("--cert", buyer.resolve("chain.pem").toString()));
    arguments.addAll(List.of("--key", buyer.resolve("key.pem").toString()));
    arguments.addAll(List.of(more));
    return CurlAnswer.of(nodes, arguments);
  }

  private String approval(String job) {
    String listed = run(0, "approval", "list", "--job", job, "--json");
    JsonObject entry = CurlAnswer.json(listed.substring(listed.indexOf('{')));
    assertThat(entry.getString("state")).isEqualTo("waiting");
    assertThat(listed).doesNotContain("EUR");
    return entry.getString("id");
  }

  private static String digest(String shown) {
    return CurlAnswer.json(shown.substring(shown.indexOf('{'))).getString("input_sha256");
  }

  private String approve(String id, String digest) {
    return run(0, "approval", "decide", "--approve", "--digest", digest, id);
  }

  private String run(int expected, String... command) {
    return OperatorCommand.run(nodes, expected, command);
  }
}
