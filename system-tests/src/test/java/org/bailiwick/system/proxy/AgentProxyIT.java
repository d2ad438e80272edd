package org.bailiwick.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An agent that never sees its key registers and finds others through {@code ./bailiwick agent
 * proxy} on running nodes (R55 to R58); the agent is curl.
 */
class AgentProxyIT {

  private static final long CONFIGURATION_MILLIS = 2_000;
  private static final String NOBODY = "65534";

  private final Nodes nodes = Nodes.running();
  private final List<String> answers = new ArrayList<>();
  private Path temp;
  private AgentFolder agent;
  private Process proxy;

  @BeforeEach
  void start() throws Exception {
    temp = Files.createTempDirectory("proxied"); // a socket's path may not be long
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    agent = new AgentFolder(nodes, temp, "proxied-" + UUID.randomUUID().toString().substring(0, 8));
    Path profiles = nodes.home().resolve("authority/profiles");
    Files.writeString(
        profiles.resolve("proxied.json"),
        Nodes.read(profiles.resolve("agent-default.json"))
            .replace(
                "\"agent-default\"",
                "\"proxied\", \"renew_from_percent\": 1, \"renew_to_percent\": 2")
            .replaceAll("\"validity\": *\"[^\"]*\"", "\"validity\": \"PT20M\""));
    Thread.sleep(CONFIGURATION_MILLIS); // a file counts a second later
    agent.enrol(
        Stream.concat(
                Stream.of(
                    "--profile",
                    "proxied",
                    "--validation-method",
                    "mtls",
                    "--validation-method",
                    "wit"),
                agent.device().stream())
            .toList());
    Files.writeString(
        temp.resolve("rules.json"),
        """
        {"audiences": ["https://partner.example/jobs"],
         "destinations": [
           {"origin": "%1$s", "peer": "spiffe://bailiwick.example/node/domain", "methods": ["GET", "POST"], "paths": ["/ars/v1/"]},
           {"origin": "%2$s", "peer": "spiffe://bailiwick.example/node/authority", "methods": ["GET"], "paths": ["/v1/credentials/"]}],
         "proofs": {"authority": "%2$s", "audiences": ["%3$s"]}}
        """
            .formatted(nodes.master(""), nodes.authority(""), nodes.registry("/v1/discovery")));
  }

  private void listen(String... options) throws IOException {
    List<String> verb =
        new ArrayList<>(
            List.of(
                "proxy",
                "--socket",
                socket().toString(),
                "--rules",
                temp.resolve("rules.json").toString()));
    verb.addAll(List.of(options));
    proxy =
        agent
            .start(verb.toArray(String[]::new))
            .redirectOutput(temp.resolve("log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !proxy.isAlive() || log().contains("ready socket="));
    assertThat(proxy.isAlive()).as(log()).isTrue();
  }

  private Path socket() {
    return temp.resolve("run/s");
  }

  private String log() {
    return Nodes.read(temp.resolve("log"));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.descendants().forEach(ProcessHandle::destroyForcibly);
    proxy.destroyForcibly().waitFor();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private String curl(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of("curl", "-sS", "-w", "\n%{http_code}", "--unix-socket", socket().toString()));
    line.addAll(List.of("-H", "Content-Type: application/json"));
    line.addAll(List.of(arguments));
    String output = Tool.run(line.toArray(String[]::new)).output();
    answers.add(output);
    return output;
  }

  private JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }

  /** A call that the proxy makes; the answer of the node, of this status. */
  private JsonObject call(int status, String order) {
    String text = curl("--data-binary", order, "http://proxy/v1/calls");
    assertThat(text).endsWith("\n200");
    JsonObject answer = json(text);
    assertThat(answer.getInt("status")).as(text).isEqualTo(status);
    return json(answer.getString("body"));
  }

  @Test
  void anAgentWithoutItsKeyRegistersAndIsFoundAndNothingTellsTheKey() throws Exception {
    listen();
    JsonObject shown = json(curl("http://proxy/v1/credential"));
    AgentCredential credential =
        AgentCredential.read(Pem.certificates(shown.getString("chain")).getFirst());
    JsonObject registered =
        call(
            201,
            """
            {"method": "POST", "url": "%s", "body": %s}
            """
                .formatted(nodes.registry("/v1/agents"), claim(credential)));
    assertThat(registered.getString("agent")).isEqualTo(shown.getString("agent"));
    JsonObject found =
        call(
            200,
            "{\"method\": \"GET\", \"url\": \"%s\"}"
                .formatted(nodes.registry("/v1/discovery?capability=fx.rates%401")));
    assertThat(found.toString()).contains(shown.getString("agent"));
    assertThat(
            curl(
                "--data-binary",
                "{\"audience\":\"https://partner.example/jobs\"}",
                "http://proxy/v1/assertions"))
        .endsWith("\n200");
    refusesWhatIsNotListed();
    assertThat(curl("http://proxy/v1/key")).endsWith("\n404");
    requireNoSecret();
  }

  private void refusesWhatIsNotListed() {
    for (String url :
        List.of(
            nodes.master("/oauth/token").toString(),
            nodes.authority("/v1/nonces").toString(),
            nodes.address("idp") + "/")) {
      assertThat(
              curl(
                  "--data-binary",
                  "{\"method\":\"POST\",\"url\":\"" + url + "\"}",
                  "http://proxy/v1/calls"))
          .contains("urn:bailiwick:problem:")
          .containsAnyOf("\n403", "\n400");
    }
    assertThat(
            curl(
                "--data-binary",
                "{\"audience\":\"https://aca.example\"}",
                "http://proxy/v1/assertions"))
        .endsWith("\n403");
  }

  private static String claim(AgentCredential credential) {
    AgentInformation information = credential.information();
    return Json.createObjectBuilder()
        .add("agent", credential.agent().toString())
        .add("owner", information.owner().value())
        .add("capabilities", Json.createArrayBuilder(information.capabilities().texts()))
        .add("locator", information.locator().toString())
        .add("validation_methods", Json.createArrayBuilder().add("mtls").add("wit"))
        .add(
            "principal",
            Json.createObjectBuilder()
                .add("kind", information.principal().kind().text())
                .add("issuer", information.principal().issuer())
                .add("subject", information.principal().subject()))
        .build()
        .toString();
  }

  /** Neither the key of any generation nor the user token, in any line of any answer or the log. */
  private void requireNoSecret() throws IOException {
    String all = String.join("\n", answers) + log();
    assertThat(all)
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(Nodes.read(temp.resolve("user.jwt")));
    try (Stream<Path> files = Files.walk(agent.path())) {
      for (Path key : files.filter(file -> file.endsWith("key.pem")).toList()) {
        String base64 =
            Nodes.read(key)
                .lines()
                .filter(line -> !line.startsWith("-"))
                .collect(Collectors.joining());
        assertThat(Base64.getDecoder().decode(base64)).hasSizeGreaterThan(60);
        assertThat(all).doesNotContain(base64.substring(48, 88));
      }
    }
  }

  /** The agent itself asks the registry, without a certificate; a proof counts once. */
  @Test
  void theRegistryTakesAProofThatTheProxyMade() throws Exception {
    listen();
    JsonObject made =
        json(
            curl(
                "--data-binary",
                "{\"audience\":\"" + nodes.registry("/v1/discovery") + "\"}",
                "http://proxy/v1/proofs"));
    assertThat(search(made)).endsWith("\n200").contains("\"agents\"");
    assertThat(search(made)).endsWith("\n400").contains("proof-of-possession-failed");
    assertThat(
            curl(
                "--data-binary",
                "{\"audience\":\"" + nodes.registry("/v1/agents") + "\"}",
                "http://proxy/v1/proofs"))
        .endsWith("\n403");
  }

  private String search(JsonObject made) {
    return Tool.run(
            "curl",
            "-sS",
            "-w",
            "\n%{http_code}",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "-H",
            "Workload-Identity-Token: " + made.getString("identity_token"),
            "-H",
            "Workload-Proof-Token: " + made.getString("proof_token"),
            nodes.registry("/v1/discovery?capability=fx.rates%401").toString())
        .output();
  }

  @Test
  void renewsByItselfAndGoesOnWithTheNewCredential() throws Exception {
    String first = agent.serial();
    listen();
    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> log().contains("renewed serial="));
    assertThat(agent.serial()).isNotEqualTo(first);
    JsonObject shown = json(curl("http://proxy/v1/credential"));
    assertThat(agent.serial().toLowerCase(Locale.ROOT)).endsWith(shown.getString("serial"));
    JsonObject status =
        call(
            200,
            "{\"method\": \"GET\", \"url\": \"%s\"}"
                .formatted(nodes.authority("/v1/credentials/" + shown.getString("serial"))));
    assertThat(status.getString("status")).isEqualTo("valid");
    requireNoSecret();
  }

  /**
   * The agent has an account of its own, which can't read the key, and may connect by its group.
   */
  @Test
  void anotherAccountConnectsByItsGroupOnly() throws Exception {
    listen("--group", groupOfNobody());
    assertThat(as(NOBODY, "cat", agent.path().resolve("key.pem").toString()).exit()).isNotZero();
    String[] curl = {
      "curl", "-sS", "--unix-socket", socket().toString(), "http://proxy/v1/credential"
    };
    assertThat(as(NOBODY, curl).output()).contains("BEGIN CERTIFICATE");
    assertThat(as("65533", curl).exit()).isNotZero();
  }

  private static String groupOfNobody() {
    return Tool.run("getent", "group", NOBODY).output().split(":", 2)[0];
  }

  private static Tool as(String group, String... command) {
    List<String> line =
        new ArrayList<>(List.of("setpriv", "--reuid", NOBODY, "--regid", group, "--clear-groups"));
    line.addAll(List.of(command));
    return Tool.run(line.toArray(String[]::new));
  }
}
