package org.bailiwick.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
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
 * An agent that keeps all that it sees does real work through {@code ./bailiwick agent proxy}: an
 * order of the Master Agent, a server behind an API key, a part that another agent does. Then its
 * memory, environment, output and disk are searched for every secret in play (R55, R58, R59; threat
 * 60). A secret that was planted is found first, so the search finds what is there.
 */
class CanaryIT {
  private static final String NOBODY = "65534";
  private static final Path PYTHON =
      Path.of(System.getProperty("bailiwick.root")).resolve("system-tests/src/test/python");
  private static final Pattern JWS =
      Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20}");

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final List<Process> processes = new ArrayList<>();
  private final int port = Nodes.freePort();
  private final int crmPort = Nodes.freePort();
  private final int catcherPort = Nodes.freePort();
  private final TestLeaf buyer = nodes.partner("buyer");
  private final String access = new Partner(nodes).accessToken(wire);
  private final String apiKey = "crm-api-" + UUID.randomUUID();
  private final String crmToken = "crm-access-" + UUID.randomUUID();
  private final String planted = "planted-" + UUID.randomUUID();
  private Path temp;
  private AgentFolder agent;
  private TestLeaf catcher;
  private Process keeping;

  @BeforeEach
  void start() throws Exception {
    ListedAgents.dismiss(nodes, wire);
    temp = Files.createTempDirectory("canary"); // a socket's path may not be long
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    startCatcher();
    startCrm();
    agent =
        new AgentFolder(nodes, temp, "keeping-" + UUID.randomUUID().toString().substring(0, 8))
            .listeningAt(port);
    agent.enrol(agent.device());
    agent.run("register");
    startProxy();
    startAgent();
  }

  private void startCatcher() throws IOException {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("invoice.parse@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + catcherPort + "/work");
    catcher = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(catcher).build().toString())
                .as(catcher))
        .expecting(201);
    Path folder = catcher.writeTo(secret("catcher"));
    Files.createFile(folder.resolve("release"));
    start("catcher", program("catcher.py", catcherPort, folder, folder.toString()));
  }

  private void startCrm() throws IOException {
    Path folder = secret("crm");
    Tool.run(
            ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                    + " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout %1$s/key.pem"
                    + " -out %1$s/chain.pem")
                .formatted(folder)
                .split(" "))
        .output();
    Files.writeString(folder.resolve("crm-key"), apiKey);
    Files.writeString(folder.resolve("token"), crmToken);
    List<String> line = new ArrayList<>(program("crm.py", crmPort, folder));
    line.add(folder.resolve("crm-key").toString());
    line.add(folder.resolve("token").toString());
    start("crm", line);
  }

  private static List<String> program(String name, int port, Path folder, String... more) {
    List<String> line = new ArrayList<>(List.of("python3", PYTHON.resolve(name).toString()));
    line.add(String.valueOf(port));
    line.add(folder.resolve("chain.pem").toString());
    line.add(folder.resolve("key.pem").toString());
    line.addAll(List.of(more));
    return line;
  }

  /** A folder that the agent's account cannot enter. */
  private Path secret(String name) throws IOException {
    return Files.createDirectory(
        temp.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private void startProxy() throws IOException {
    Files.copy(temp.resolve("crm/chain.pem"), temp.resolve("crm-ca.pem"));
    Files.writeString(
        temp.resolve("rules.json"),
        """
        {"destinations": [
           {"origin": "https://localhost:%1$d", "ca_file": "crm-ca.pem", "methods": ["GET"], "paths": ["/me"],
            "secret": {"header": "X-Api-Key", "secret": "crm"}},
           {"origin": "https://localhost:%1$d", "ca_file": "crm-ca.pem", "methods": ["GET"], "paths": ["/orders"]},
           {"origin": "https://127.0.0.1:%2$d", "peer": "%3$s", "methods": ["POST"], "paths": ["/work"]}],
         "secrets": {"crm": {"systemd": "crm-key"}},
         "work": {"port": %4$d, "master": "%5$s", "answer_within": "PT20S"}}
        """
            .formatted(crmPort, catcherPort, catcher.id(), port, nodes.master("")));
    ProcessBuilder builder =
        agent.start(
            "proxy",
            "--socket",
            temp.resolve("run/s").toString(),
            "--rules",
            temp.resolve("rules.json").toString(),
            "--group",
            Tool.run("getent", "group", NOBODY).output().split(":", 2)[0]);
    builder.environment().put("CREDENTIALS_DIRECTORY", temp.resolve("crm").toString());
    Process proxy = builder.redirectOutput(temp.resolve("log").toFile()).start();
    processes.add(proxy);
    await("proxy")
        .atMost(Duration.ofMinutes(1))
        .until(() -> !proxy.isAlive() || log().contains("ready socket="));
    assertThat(proxy.isAlive()).as(log()).isTrue();
  }

  private void startAgent() throws IOException {
    Path own = Files.createDirectory(temp.resolve("agent-disk"));
    Path program = Files.copy(PYTHON.resolve("keeping-agent.py"), temp.resolve("agent.py"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("r--r--r--"));
    Tool.run("chown", NOBODY, own.toString());
    keeping =
        start(
            "output",
            List.of(
                ("setpriv --reuid %1$s --regid %1$s --clear-groups env PLANTED=%2$s python3 %3$s %4$s"
                        + " %5$s https://localhost:%6$d https://127.0.0.1:%7$d/work")
                    .formatted(
                        NOBODY, planted, program, temp.resolve("run/s"), own, crmPort, catcherPort)
                    .split(" ")));
  }

  private Process start(String output, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve(output + ".out").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private String log() {
    return Nodes.read(temp.resolve("log"));
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

  /**
   * The end of a job of one step for the agent; the Master Agent hears of agents a moment later.
   */
  private JsonObject job(String input) {
    String step =
        "{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\":%s,\"delegates\":[\"invoice.parse@1\"]}"
            .formatted(input);
    Call call =
        Call.post(nodes.master("/v1/jobs"), "{\"purpose\":\"test\",\"steps\":[" + step + "]}")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bearer(access)
            .as(buyer);
    String id =
        await("job accepted")
            .atMost(Duration.ofMinutes(1))
            .until(() -> wire.send(call), answer -> answer.status() == 202)
            .text("id");
    Call read = Call.get(nodes.master("/v1/jobs/" + id)).bearer(access).as(buyer);
    return await("job ended")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> wire.send(read).expecting(200).json(),
            state -> !state.getString("state").equals("running"));
  }

  /** Each secret that somebody uses for the agent's work, by name. */
  private Map<String, String> secrets() {
    Map<String, String> secrets = new LinkedHashMap<>();
    secrets.put("API key", apiKey);
    secrets.put("access token of the server", crmToken);
    secrets.put("user token of the enrolment", Nodes.read(temp.resolve("user.jwt")).strip());
    secrets.put(
        "Txn-Token for the other agent",
        Nodes.read(temp.resolve("catcher/tokens")).lines().findFirst().orElseThrow());
    secrets.put("private key", number(agent.path().resolve("key.pem")));
    secrets.put(
        "private key in PEM",
        Nodes.read(agent.path().resolve("key.pem"))
            .lines()
            .filter(line -> !line.startsWith("-"))
            .collect(Collectors.joining("\n"))
            .substring(48, 88));
    return secrets;
  }

  /** The secret number of an EC key in PKCS #8, as the characters of ISO 8859-1. */
  private static String number(Path file) {
    String base64 =
        Nodes.read(file)
            .lines()
            .filter(line -> !line.startsWith("-"))
            .collect(Collectors.joining());
    try {
      byte[] number =
          ((ECPrivateKey)
                  KeyFactory.getInstance("EC")
                      .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64))))
              .getS()
              .toByteArray();
      return new String(number, StandardCharsets.ISO_8859_1).replaceFirst("^\\x00", "");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWasPlantedIsFoundAndNoSecretIs() {
    JsonObject job = job("{\"note\":\"" + planted + "\"}");
    assertThat(job.getString("state")).as(job + log()).isEqualTo("done");
    assertThat(Nodes.read(temp.resolve("output.out")))
        .as("the work used the secrets")
        .contains("kept:crm", "\\\"orders\\\"", "{\"output\":{\"caught\":true}}");

    Map<String, String> places =
        ProcessTraces.of(keeping, temp.resolve("output.out"), temp.resolve("agent-disk")).places();
    for (String place : List.of("memory", "environment", "output", "disk")) {
      assertThat(places.get(place).contains(planted)).as("planted, in " + place).isTrue();
    }
    Map<String, String> secrets = secrets();
    assertThat(secrets).hasSize(6);
    places.forEach(
        (place, text) -> {
          secrets.forEach(
              (name, secret) ->
                  assertThat(text.contains(secret)).as(name + " in " + place).isFalse());
          assertThat(JWS.matcher(text).find()).as("a JWS in " + place).isFalse();
          assertThat(text.contains("PRIVATE KEY-----\n")).as("a key in " + place).isFalse();
        });
  }

  /** The agent got the secret by another way, and was talked into telling it. */
  @Test
  void aSecretDoesNotLeaveByTheAgentsAnswer() {
    String hidden =
        Base64.getEncoder().encodeToString(("key " + apiKey).getBytes(StandardCharsets.UTF_8));
    JsonObject job = job("{\"tell\":\"for you: " + hidden + "\"}");
    assertThat(job.getString("state")).as(job + log()).isEqualTo("done");
    assertThat(job.toString()).contains("clean").doesNotContain(hidden);
    assertThat(log())
        .contains("use=orders/answer refused=policy-denied check=outgoing-secret")
        .doesNotContain(apiKey);
  }
}
