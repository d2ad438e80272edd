package org.bailiwick.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Work for an agent that is a shell script of another account: it comes from the running Master
 * Agent through {@code ./bailiwick agent proxy} (R55, R58). A Python program is the agent that it
 * calls, and lets the test steal its tokens.
 */
class ProxiedWorkIT {
  private static final String NOBODY = "65534";
  private static final Path SOURCES =
      Path.of(System.getProperty("bailiwick.root")).resolve("system-tests/src/test");
  private static final String ONWARD =
      "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\":{\"how\":\"onward\"},\"delegates\":[\"invoice.parse@1\"]}";
  private static final String CAUGHT =
      "{\"id\":\"a\",\"capability\":\"invoice.parse@1\",\"delegates\":[\"fx.rates@1\"]}";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final List<Process> processes = new ArrayList<>();
  private final int port = Nodes.freePort();
  private final int catcherPort = Nodes.freePort();
  private final TestLeaf buyer = nodes.partner("buyer");
  private final String access = new Partner(nodes).accessToken(wire);
  private Path temp;
  private AgentFolder agent;
  private TestLeaf catcher;

  @BeforeEach
  void start() throws Exception {
    ListedAgents.dismiss(nodes, wire);
    temp = Files.createTempDirectory("proxied");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    startCatcher();
    agent =
        new AgentFolder(nodes, temp, "shell-" + UUID.randomUUID().toString().substring(0, 8))
            .listeningAt(port);
    agent.enrol(agent.device());
    agent.run("register");
    startProxy();
    Path program = Files.copy(SOURCES.resolve("sh/proxied-agent.sh"), temp.resolve("agent.sh"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("r--r--r--"));
    start(
        "seen",
        "setpriv --reuid %1$s --regid %1$s --clear-groups sh %2$s %3$s https://127.0.0.1:%4$d/work"
            .formatted(NOBODY, program, temp.resolve("run/s"), catcherPort)
            .split(" "));
  }

  private void startCatcher() throws IOException {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("invoice.parse@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + catcherPort + "/work");
    catcher = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(catcher).build().toString())
                .as(catcher))
        .expecting(201);
    Path folder = catcher.writeTo(temp.resolve("catcher"));
    start(
        "catcher.log",
        "python3",
        SOURCES.resolve("python/catcher.py").toString(),
        String.valueOf(catcherPort),
        folder.resolve("chain.pem").toString(),
        folder.resolve("key.pem").toString(),
        folder.toString());
  }

  private void startProxy() throws IOException {
    Files.writeString(
        temp.resolve("rules.json"),
        """
        {"destinations": [{"origin": "https://127.0.0.1:%d", "peer": "%s", "methods": ["POST"], "paths": ["/work"]}],
         "work": {"port": %d, "master": "%s", "answer_within": "PT20S"}}
        """
            .formatted(catcherPort, catcher.id(), port, nodes.master("")));
    String group = Tool.run("getent", "group", NOBODY).output().split(":", 2)[0];
    Process proxy =
        agent
            .start(
                "proxy",
                "--socket",
                temp.resolve("run/s").toString(),
                "--rules",
                temp.resolve("rules.json").toString(),
                "--group",
                group)
            .redirectOutput(temp.resolve("log").toFile())
            .start();
    processes.add(proxy);
    await("proxy")
        .atMost(Duration.ofMinutes(1))
        .until(() -> !proxy.isAlive() || file("log").contains("ready socket="));
    assertThat(file("log")).contains("work=" + port);
  }

  private void start(String log, String... command) throws IOException {
    File output = temp.resolve(log).toFile();
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start());
  }

  private String file(String name) {
    return Nodes.read(temp.resolve(name));
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    ListedAgents.dismiss(nodes, wire);
  }

  /** The place of a job of this one step; the Master Agent hears of agents a moment later. */
  private String post(String step) {
    Call call =
        Call.post(nodes.master("/v1/jobs"), "{\"purpose\":\"test\",\"steps\":[" + step + "]}")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bearer(access)
            .as(buyer);
    return await("job accepted")
        .atMost(Duration.ofMinutes(1))
        .until(() -> wire.send(call), answer -> answer.status() == 202)
        .text("id");
  }

  private JsonObject ended(String job) {
    Call call = Call.get(nodes.master("/v1/jobs/" + job)).bearer(access).as(buyer);
    return await("job ended")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> wire.send(call).expecting(200).json(),
            state -> !state.getString("state").equals("running"));
  }

  private String caught() {
    Path tokens = temp.resolve("catcher/tokens");
    await("token").atMost(Duration.ofSeconds(30)).until(() -> Files.exists(tokens));
    return Nodes.read(tokens).lines().reduce((first, second) -> second).orElseThrow();
  }

  /** A call at the proxy's listener, by curl with the files of a folder: answer and status. */
  private String curl(Path caller, String key, String token) {
    return Tool.run(
            "curl",
            "-sS",
            "-k", // its name is a SPIFFE id, which curl does not look at
            "-w",
            "\n%{http_code}",
            "--cert",
            caller.resolve("chain.pem").toString(),
            "--key",
            caller.resolve("key.pem").toString(),
            "-H",
            "Content-Type: application/json",
            "-H",
            "Txn-Token: " + token,
            "-H",
            "Idempotency-Key: " + key,
            "--data-binary",
            "{\"capability\":\"fx.rates@1\",\"input\":{\"how\":\"direct\"}}",
            "https://127.0.0.1:" + port + "/work")
        .output();
  }

  private void refused(String check, String answer) {
    assertThat(answer).contains("urn:bailiwick:problem:access-token-invalid").endsWith("\n401");
    assertThat(file("log").lines().reduce((first, second) -> second).orElseThrow())
        .startsWith("use=work refused=access-token-invalid check=" + check);
  }

  /** Nothing that the agent saw is a key or a JWT, and its account can't read the folder. */
  private void requireNoSecret() {
    assertThat(file("seen")).contains("order {\"id\":");
    assertThat(file("seen") + file("log")).doesNotContain("PRIVATE KEY").doesNotContain("eyJ");
    assertThat(
            Tool.run(
                    "setpriv",
                    "--reuid",
                    NOBODY,
                    "--regid",
                    NOBODY,
                    "--clear-groups",
                    "cat",
                    agent.path().resolve("key.pem").toString())
                .exit())
        .isNotZero();
  }

  @Test
  void aScriptWithoutKeyAndTokenDoesAStepAndHasAnotherAgentDoAPart() throws Exception {
    Files.createFile(temp.resolve("catcher/release"));
    JsonObject job = ended(post(ONWARD));
    assertThat(job.getString("state")).as(job + file("log") + file("seen")).isEqualTo("done");
    assertThat(file("seen")).contains("called {\"output\":{\"caught\":true}}");
    assertThat(file("log"))
        .contains("use=orders capability=fx.rates@1 key=")
        .contains("use=orders/calls capability=fx.rates@1")
        .contains("use=orders/answer capability=fx.rates@1");
    requireNoSecret();
    String token = caught(); // was minted for the catcher, at the request of our agent
    assertThat(token).startsWith("eyJ");
    refused("txn-token-callee", curl(agent.path(), job.getString("id") + "/x", token));
  }

  @Test
  void tokensThatWereStolenChangedOrUsedBeforeAreRefused() throws Exception {
    String job = post(CAUGHT);
    String given = caught();
    Path own = temp.resolve("catcher");
    String token = narrowed(given);
    String key = job + "/a/fx.rates";
    refused("txn-token-workload", curl(own, key, given)); // the Master Agent asked for that one
    refused("txn-token-workload", curl(agent.path(), key, token));
    refused("txn-token-invalid", curl(own, key, changed(token)));
    refused("txn-token-invalid", curl(own, key, access));
    assertThat(Files.exists(temp.resolve("seen")) && file("seen").contains("order")).isFalse();

    assertThat(curl(own, key, token)).endsWith("\n200").contains("alone");
    assertThat(curl(own, key, token)).as("repeated").endsWith("\n200").contains("alone");
    refused("txn-token-replayed", curl(own, key + "/more", token));
    assertThat(file("seen").lines().filter(line -> line.startsWith("order "))).hasSize(1);
    requireNoSecret();
    Files.createFile(temp.resolve("catcher/release"));
    assertThat(ended(job).getString("state")).isEqualTo("done");
  }

  /** A token for our agent, which the catcher has by right. */
  private String narrowed(String given) {
    String kind = "urn:ietf:params:oauth:token-type:txn_token";
    Answer answer =
        wire.send(
            Call.form(
                    nodes.master("/oauth/token"),
                    Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        given,
                        "subject_token_type",
                        kind,
                        "requested_token_type",
                        kind,
                        "audience",
                        "bailiwick.example",
                        "scope",
                        "fx.rates@1",
                        "resource",
                        self()))
                .as(catcher));
    return answer.expecting(200).text("access_token");
  }

  private String self() {
    return Json.createReader(
            new StringReader(
                Tool.run(
                        "curl",
                        "-sS",
                        "--unix-socket",
                        temp.resolve("run/s").toString(),
                        "http://proxy/v1/credential")
                    .output()))
        .readObject()
        .getString("agent");
  }

  private static String changed(String token) {
    int last = token.lastIndexOf('.') + 1;
    return token.substring(0, last)
        + (token.charAt(last) == 'A' ? 'B' : 'A')
        + token.substring(last + 1);
  }
}
