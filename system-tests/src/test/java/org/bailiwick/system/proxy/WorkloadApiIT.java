package org.bailiwick.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Machine;
import org.bailiwick.system.NginxServer;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Workloads get their agent's credential by the SPIFFE Workload API of {@code ./bailiwick agent
 * proxy} on running nodes (R25): by go-spiffe and java-spiffe, whose SVIDs nginx takes.
 */
class WorkloadApiIT {
  private static final long CONFIGURATION_MILLIS = 2_000;
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration PUSHED = Duration.ofSeconds(1);
  private static final int WATCHERS = 300;
  private static final String NOBODY = "65534";

  private static final String NGINX =
      """
      listen %s ssl;
      ssl_certificate svid.pem;
      ssl_certificate_key svid-key.pem;
      ssl_client_certificate bundle.pem;
      ssl_verify_client on;
      ssl_verify_depth 3;
      location / { return 200 "verified=$ssl_client_verify"; }
      """;

  private final Nodes nodes = Nodes.running();
  private final String name = "workload-" + UUID.randomUUID().toString().substring(0, 8);
  private Path temp;
  private AgentFolder agent;
  private WorkloadPrograms programs;
  private Process proxy;
  private NginxServer nginx;

  @BeforeEach
  void start() throws Exception {
    temp = Files.createTempDirectory("workload"); // a socket's path may not be long
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    agent = new AgentFolder(nodes, temp, name);
    programs = new WorkloadPrograms(temp, socket());
    Path profiles = nodes.home().resolve("authority/profiles");
    Files.writeString(
        profiles.resolve("workload.json"),
        Nodes.read(profiles.resolve("agent-default.json"))
            .replace(
                "\"agent-default\"",
                "\"workload\", \"renew_from_percent\": 2, \"renew_to_percent\": 3,"
                    + " \"jwt_svid\": {\"audiences\": [\"https://orders.example\"]}")
            .replaceAll("\"validity\": *\"[^\"]*\"", "\"validity\": \"PT20M\""));
    Thread.sleep(CONFIGURATION_MILLIS); // a file counts a second later
    agent.enrol(
        Stream.concat(Stream.of("--profile", "workload"), agent.device().stream()).toList());
  }

  @AfterEach
  void stop() throws Exception {
    programs.close();
    if (nginx != null) {
      nginx.stop();
    }
    proxy.descendants().forEach(ProcessHandle::destroyForcibly);
    proxy.destroyForcibly().waitFor();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Path socket() {
    return temp.resolve("workload/api.sock");
  }

  private String log() {
    return Nodes.read(temp.resolve("log"));
  }

  private void listen(String rules, String... options) throws IOException {
    Files.writeString(temp.resolve("rules.json"), "{\"workload_api\": " + rules + "}");
    List<String> verb =
        new ArrayList<>(List.of("proxy", "--socket", temp.resolve("run/s").toString(), "--rules"));
    verb.addAll(List.of(temp.resolve("rules.json").toString(), "--workload-api"));
    verb.add(socket().toString());
    verb.addAll(List.of(options));
    proxy =
        agent
            .start(verb.toArray(String[]::new))
            .redirectOutput(temp.resolve("log").toFile())
            .start();
    await().atMost(SOON).until(() -> !proxy.isAlive() || log().contains("ready socket="));
    assertThat(log()).contains("SPIFFE_ENDPOINT_SOCKET=unix://" + socket());
  }

  @Test
  void workloadsGetTheCredentialAndAreSentEachRenewal() throws Exception {
    listen(
        "{\"gives_private_key\": true, \"hint\": \"main\","
            + " \"jwt_audiences\": [\"https://orders.example\", \"https://other.example\"]}");
    String id = "spiffe://bailiwick.example/agent/" + name;
    List<String> expected = List.of("id " + id, "hint main", "anchors 1");
    assertThat(programs.go("steps", temp.toString()))
        .containsAll(expected)
        .contains("domains 1", "jwt-domains 1")
        .contains("jwt-svid PermissionDenied");
    assertThat(programs.go("jwt"))
        .contains("jwt-verified " + id + " https://orders.example main", "jwt-for-another true")
        .contains("validated " + id, "validate InvalidArgument");
    startNginx();
    assertThat(programs.java("steps", nodes.address("receiver")))
        .containsAll(expected)
        .contains("domains [bailiwick.example]", "jwt-domains [bailiwick.example]")
        .contains("jwt-svid PERMISSION_DENIED", "validate INVALID_ARGUMENT")
        .contains("jwt-verified " + id + " [https://orders.example]", "validated " + id)
        .contains("mtls " + id + " verified=SUCCESS");
    renewalIsPushed();
    bothSocketsGoWithTheProxy();
  }

  private void startNginx() throws IOException {
    nginx =
        NginxServer.start(
            temp,
            NGINX.formatted(
                nodes
                    .address("receiver")
                    .substring("https://".length())
                    .replace("localhost", "127.0.0.1")));
    await("nginx")
        .atMost(SOON)
        .until(() -> Tool.run("curl", "-sk", nodes.address("receiver")).exit() == 0);
  }

  /** One of the watchers is halted, and so reads nothing. */
  private void renewalIsPushed() {
    programs.goOn("watchers", "watchers", String.valueOf(WATCHERS));
    programs.javaOn("java-watch", "watch");
    Process halted = programs.goOn("halted", "watch");
    await().atMost(SOON).until(() -> !programs.steps("halted").isEmpty());
    assertThat(Tool.run("kill", "-STOP", String.valueOf(halted.pid())).exit()).isZero();
    await().atMost(SOON).until(() -> programs.steps("watchers").size() >= WATCHERS);
    await().atMost(SOON).until(() -> !programs.steps("java-watch").isEmpty());
    String before = serial();
    await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> !serial().equals(before));
    String renewed = serial();
    long written = System.nanoTime();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> programs.steps("watchers").contains("have " + renewed + " " + WATCHERS));
    Duration took = Duration.ofNanos(System.nanoTime() - written);
    Machine.report("renewal at " + WATCHERS + " workloads", took, PUSHED);
    assertThat(took).isLessThan(Machine.bound(PUSHED));
    await().atMost(SOON).until(() -> programs.steps("java-watch").contains("svid " + renewed));
    assertThat(Tool.run("kill", "-CONT", String.valueOf(halted.pid())).exit()).isZero();
    await().atMost(SOON).until(() -> programs.steps("halted").contains("svid " + renewed));
    assertThat(log()).doesNotContain("PRIVATE KEY").contains("workload-api sent serial=");
  }

  private String serial() {
    return new BigInteger(agent.serial().strip().replace("serial=", ""), 16).toString(16);
  }

  private void bothSocketsGoWithTheProxy() throws Exception {
    assertThat(socket()).exists();
    proxy.descendants().forEach(ProcessHandle::destroy);
    proxy.destroy();
    proxy.waitFor();
    await().atMost(SOON).until(() -> Files.notExists(socket()));
    assertThat(temp.resolve("run/s")).doesNotExist();
    await().atMost(SOON).until(() -> programs.steps("watchers").toString().contains("error"));
  }

  /** The group's account may open the socket; the kernel says that it is not the one meant. */
  @Test
  void anotherAccountAndACallWithoutMetadataAreRefused() throws Exception {
    listen(
        "{\"users\": [\"root\"], \"gives_private_key\": true}",
        "--group",
        Tool.run("getent", "group", NOBODY).output().split(":", 2)[0]);
    Path empty = Files.write(temp.resolve("empty"), new byte[5]);
    Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rw-r--r--"));
    List<String> line =
        new ArrayList<>(
            List.of("curl", "-sS", "-m", "5", "--http2-prior-knowledge", "--unix-socket"));
    line.addAll(List.of(socket().toString(), "-D", "-", "-H", "content-type: application/grpc"));
    line.addAll(List.of("--data-binary", "@" + empty));
    line.add("http://localhost/SpiffeWorkloadAPI/FetchX509SVID");
    assertThat(run(line)).contains("grpc-status: 3");
    line.addAll(List.of("-H", "workload.spiffe.io: true"));
    List<String> other =
        new ArrayList<>(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
    other.addAll(line);
    assertThat(run(other)).contains("grpc-status: 7").doesNotContain("spiffe://");
    assertThat(log()).contains("check=metadata").contains("check=peer-account");
    assertThat(run(line)).contains("spiffe://bailiwick.example/agent/" + name);
  }

  private static String run(List<String> line) {
    return Tool.run(line.toArray(String[]::new)).output();
  }
}
