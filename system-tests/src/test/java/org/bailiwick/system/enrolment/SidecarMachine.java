package org.bailiwick.system.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.json.JsonObject;
import java.io.IOException;
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
import org.bailiwick.injector.testing.KubernetesObjects;
import org.bailiwick.injector.testing.Pods;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.status.Tool;

/**
 * The sidecar injector with a certificate of the running authority, asked by curl as an API server
 * asks, and this machine in the place of a kubelet: it runs the commands of containers with folders
 * of its own in the place of their volumes.
 */
final class SidecarMachine {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final long CONFIGURATION_MILLIS = 1500;
  private static final String ISSUER = "https://sidecars.example";

  private final Nodes nodes;
  private final Outside outside;
  private final List<Process> started = new ArrayList<>();
  private final int port = Nodes.freePort();
  private final Path folder;
  private String address = "127.0.0.1";

  SidecarMachine(Nodes nodes) throws IOException {
    this.nodes = nodes;
    this.outside = new Outside(nodes, "sidecar");
    this.folder = Files.createTempDirectory("injector"); // a socket's path may not be long
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(home());
  }

  Path folder() {
    return folder;
  }

  /** The pod gets another address, as with a new sandbox. */
  void move(String to) {
    address = to;
  }

  /** The volume with the credential. */
  Path home() {
    return folder.resolve("home");
  }

  int port() {
    return port;
  }

  /** A policy of the unit tests, with the addresses of the running nodes. */
  String withNodes(String policy) {
    return policy
        .replace("https://aca.example:8443", nodes.authority("").toString())
        .replace("http://aca.example:8080", nodes.plain("").toString())
        .replace("\"https://aca.example\"", "\"" + nodes.authority("") + "\"")
        .replace("cd".repeat(32), nodes.rootFingerprint())
        .replace("\"profile\": \"pod\"", "\"profile\": \"sidecar\"");
  }

  /** Starts the injector with this policy. */
  void inject(String policy) throws IOException {
    Files.write(
        folder.resolve("injector.properties"),
        List.of(
            "listen=127.0.0.1:" + port,
            "certificate=" + nodes.home().resolve("domain/tls/server.pem"),
            "key=" + nodes.home().resolve("domain/tls/server.key"),
            "policy=policy.json"));
    Files.writeString(folder.resolve("policy.json"), policy);
    String settings = folder.resolve("injector.properties").toString();
    run("injector", folder, "sidecar-injector", "run", "--settings", settings);
    await("the sidecar injector").atMost(SOON).until(() -> log("injector").contains("listening"));
  }

  /** Starts ./bailiwick with this home; its output is in a log of this name. */
  private Process run(String name, Path home, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of(ROOT.resolve("bailiwick").toString()), Stream.of(arguments))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder
        .environment()
        .putAll(Map.of("BAILIWICK_HOME", home.toString(), "BAILIWICK_BUILT", "yes"));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Starts the command of a container; its output is in a log of this name. */
  Process run(String name, Container container) throws IOException {
    return run(name, home(), here(container.getArgs()).toArray(String[]::new));
  }

  /** Runs the command of a probe to its end. */
  Tool probe(List<String> command) {
    return Tool.run(here(command).toArray(String[]::new));
  }

  /** Arguments as a kubelet gives them, with folders of this machine in the place of volumes. */
  private List<String> here(List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.replace("/run/bailiwick-credential", home().toString()))
        .map(argument -> argument.replace("/run/secrets/bailiwick-", folder + "/secret-"))
        .map(argument -> argument.replace("/etc/bailiwick-rules", folder.toString()))
        .map(argument -> argument.replace("/run/bailiwick/", folder + "/run/"))
        .map(argument -> argument.replace("$(BAILIWICK_POD_IP)", address))
        .map(argument -> argument.replace("$$", "$")) // as a kubelet does
        .toList();
  }

  String log(String name) {
    return Nodes.read(folder.resolve(name + ".log"));
  }

  /** The body and the status of an answer, as curl has them. */
  String ask(String type, byte[] body) throws IOException {
    Path file = Files.write(folder.resolve("body"), body);
    return Tool.run(
            "curl",
            "-sS",
            "--max-time",
            "20",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "-H",
            "Content-Type: " + type,
            "--data-binary",
            "@" + file,
            "-w",
            "\n%{http_code}",
            "https://127.0.0.1:" + port + "/inject?timeout=7s")
        .output();
  }

  /** The AdmissionReview that answers for this pod. */
  String review(String namespace, String pod) throws IOException {
    String answer = ask("application/json", Pods.review(namespace, pod).getBytes(UTF_8));
    assertThat(answer).endsWith("\n200");
    return answer.substring(0, answer.lastIndexOf('\n'));
  }

  /** The pod with its sidecar, as it would be created. */
  Pod created(String namespace, String pod) throws IOException {
    JsonObject patched = Pods.patched(Pods.object(pod), Pods.patch(review(namespace, pod)));
    assertThat(review(namespace, patched.toString())).doesNotContain("\"patch\"");
    return KubernetesObjects.read(patched.toString(), Pod.class);
  }

  /** What a kubelet puts into the volumes, and an operator into the authority. */
  void trustTheCluster(String proxyRules) throws Exception {
    String key = folder.resolve("cluster.key").toString();
    assertThat(Tool.run("openssl", "genrsa", "-out", key, "3072").exit()).isZero();
    Path authority = nodes.home().resolve("authority");
    Files.createDirectories(authority.resolve("workload-issuers"));
    Files.writeString(
        authority.resolve("workload-issuers/sidecars.json"),
        """
        {"issuer": "%s", "audience": "%s", "algorithms": ["RS256"], "jwks": %s,
         "required": {"/kubernetes.io/namespace": ["agents"]}, "subject": ["/kubernetes.io/pod/uid"]}
        """
            .formatted(ISSUER, nodes.authority(""), outside.shell("jwks_of_rsa \"$1\" s1", key)));
    Files.writeString(
        authority.resolve("profiles/sidecar.json"),
        """
        {"name": "sidecar", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "attestors": [["oidc-token"]], "required_status": "none"}
        """);
    Thread.sleep(CONFIGURATION_MILLIS); // a file counts a second later
    String token =
        outside.shell(
            "pod_token \"$1\" s1 \"$2\" \"$3\" agents rates \"$4\"",
            key,
            ISSUER,
            nodes.authority("").toString(),
            UUID.randomUUID().toString());
    secret("token", token);
    secret("user-token", new Users(nodes).token().compact());
    Files.writeString(folder.resolve("proxy.json"), proxyRules);
  }

  private void secret(String volume, String token) throws IOException {
    Path mounted = Files.createDirectory(folder.resolve("secret-" + volume));
    Files.writeString(mounted.resolve("token"), token);
  }

  /** Ends what runs, and deletes the files. */
  void stop() throws Exception {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
