package org.bailiwick.system.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The sidecar injector with a certificate of the running authority, asked by curl as an API server
 * asks (R25). The commands of the sidecar that it adds to a pod are run on this machine, with other
 * folders, and enrol at the authority.
 */
class SidecarInjectorIT {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final long CONFIGURATION_MILLIS = 1500;
  private static final String ISSUER = "https://sidecars.example";
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "Namespace", Namespace.class,
          "ServiceAccount", ServiceAccount.class,
          "ConfigMap", ConfigMap.class,
          "Service", Service.class,
          "Deployment", Deployment.class,
          "MutatingWebhookConfiguration", MutatingWebhookConfiguration.class);

  private final Nodes nodes = Nodes.running();
  private final Outside outside = new Outside(nodes, "sidecar");
  private final List<Process> started = new ArrayList<>();
  private final int port = Nodes.freePort();
  private Path folder;

  @BeforeEach
  void start() throws IOException {
    folder = Files.createTempDirectory("injector"); // a socket's path may not be long
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.write(
        folder.resolve("injector.properties"),
        List.of(
            "listen=127.0.0.1:" + port,
            "certificate=" + nodes.home().resolve("domain/tls/server.pem"),
            "key=" + nodes.home().resolve("domain/tls/server.key"),
            "policy=policy.json"));
    Files.writeString(folder.resolve("policy.json"), policy());
    String settings = folder.resolve("injector.properties").toString();
    run("injector", folder, "sidecar-injector", "run", "--settings", settings);
    await("the sidecar injector").atMost(SOON).until(() -> log("injector").contains("listening"));
  }

  private String policy() {
    return Pods.POLICY
        .replace("https://aca.example:8443", nodes.authority("").toString())
        .replace("http://aca.example:8080", nodes.plain("").toString())
        .replace("\"https://aca.example\"", "\"" + nodes.authority("") + "\"")
        .replace("cd".repeat(32), nodes.rootFingerprint())
        .replace("\"profile\": \"pod\"", "\"profile\": \"sidecar\"");
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

  private String log(String name) {
    return Nodes.read(folder.resolve(name + ".log"));
  }

  @AfterEach
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

  /** The body and the status of an answer, as curl has them. */
  private String ask(String type, byte[] body) throws IOException {
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

  private String review(String namespace, String pod) throws IOException {
    String answer = ask("application/json", Pods.review(namespace, pod).getBytes(UTF_8));
    assertThat(answer).endsWith("\n200");
    return answer.substring(0, answer.lastIndexOf('\n'));
  }

  private static String askingForRates(String agent) {
    return Pods.POD
        .replace(", fx.report@2?region=eu", "")
        .replace(
            "\"prometheus.io/scrape\": \"true\"",
            "\"bailiwick.org/agent-name\": \"" + agent + "\"");
  }

  @Test
  void theCommandsOfAnInjectedSidecarEnrolAndServe() throws Exception {
    String agent = "pod-" + UUID.randomUUID().toString().substring(0, 8);
    JsonObject patched =
        Pods.patched(
            Pods.object(askingForRates(agent)),
            Pods.patch(review("agents", askingForRates(agent))));
    Pod pod = KubernetesObjects.read(patched.toString(), Pod.class);
    assertThat(review("agents", patched.toString())).doesNotContain("\"patch\"");
    trustTheCluster();
    Path home = Files.createDirectory(folder.resolve("home"));
    Process enrol = run("enrol", home, here(pod.getSpec().getInitContainers().get(0), home));
    assertThat(enrol.waitFor()).as(log("enrol")).isZero();
    Process proxy = run("proxy", home, here(pod.getSpec().getInitContainers().get(1), home));
    await("the socket")
        .atMost(SOON)
        .until(() -> !proxy.isAlive() || Files.exists(folder.resolve("run/proxy/s")));
    assertThat(proxy.isAlive()).as(log("proxy")).isTrue();
    assertThat(
            Tool.run(
                    "curl",
                    "-sS",
                    "--unix-socket",
                    folder.resolve("run/proxy/s").toString(),
                    "http://proxy/v1/credential")
                .output())
        .contains("spiffe://bailiwick.example/agent/" + agent);
  }

  /** The arguments of a container, with folders of this test in the place of its volumes. */
  private String[] here(Container container, Path home) {
    return container.getArgs().stream()
        .map(argument -> argument.replace("/run/bailiwick-credential", home.toString()))
        .map(argument -> argument.replace("/run/secrets/bailiwick-", folder + "/secret-"))
        .map(argument -> argument.replace("/etc/bailiwick-rules", folder.toString()))
        .map(argument -> argument.replace("/run/bailiwick/", folder + "/run/"))
        .map(argument -> argument.replace("$(BAILIWICK_POD_IP)", "127.0.0.1"))
        .toArray(String[]::new);
  }

  /** What a kubelet puts into the volumes, and an operator into the authority. */
  private void trustTheCluster() throws Exception {
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
    Files.writeString(
        folder.resolve("proxy.json"), "{\"audiences\": [\"https://partner.example\"]}");
  }

  private void secret(String volume, String token) throws IOException {
    Path mounted = Files.createDirectory(folder.resolve("secret-" + volume));
    Files.writeString(mounted.resolve("token"), token);
  }

  @Test
  void whatAnApiServerMayNotHaveIsRefusedInWordsItShows() throws IOException {
    assertThat(review("agents", Pods.POD.replace("fx.rates@1,", "fx.trade@1,")))
        .contains("\"allowed\":false", "fx.trade@1", "capability-not-permitted", Pods.UID);
    assertThat(review("agents", Pods.POD.replace("\"spec\": {", "\"spec\": {\"hostPID\": true,")))
        .contains("\"allowed\":false", "pod-process-namespace");
    assertThat(review("open", Pods.POD)).contains("\"allowed\":true", "\"warnings\"");
    assertThat(review("elsewhere", Pods.POD.replace("\"true\"}", "\"false\"}")))
        .contains("\"allowed\":true")
        .doesNotContain("\"patch\"");
    byte[] body = Pods.review("agents", Pods.POD).getBytes(UTF_8);
    assertThat(ask("text/plain", body)).endsWith("\n415");
    assertThat(ask("application/json", new byte[4 * 1024 * 1024])).contains("request-too-large");
    assertThat(ask("application/json", "[".repeat(100_000).getBytes(UTF_8))).endsWith("\n400");
    assertThat(ask("application/json", "{\"kind\": 1}".getBytes(UTF_8)))
        .contains("urn:bailiwick:problem:malformed-request")
        .doesNotContain("Exception");
    assertThat(log("injector"))
        .contains("admission=refused check=capability-not-permitted namespace=agents")
        .contains("admission=warned", "admission=left reason=namespace-not-listed")
        .contains("admission=unread check=media-type");
  }

  @Test
  void slowConnectionsOfOneAddressKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 260; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        out.write(new byte[] {22, 3, 1, 2}); // the beginning of a handshake
        slow.add(socket);
      }
      long begun = System.nanoTime();
      assertThat(review("agents", Pods.POD)).contains("\"patch\"");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      Socket first = slow.getFirst();
      first.setSoTimeout(30_000);
      assertThat(first.getInputStream().readNBytes(4096)).as("closed").hasSizeLessThan(4096);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /** The overlay of docs/kubernetes.md, by kustomize, and its result by the published schemas. */
  @Test
  void theManifestsAreWhatKubernetesReads() throws IOException {
    Path overlay = Files.createDirectory(folder.resolve("overlay"));
    String root =
        Base64.getEncoder().encodeToString(Files.readAllBytes(nodes.home().resolve("root.pem")));
    Files.createDirectory(overlay.resolve("base"));
    try (Stream<Path> files = Files.list(ROOT.resolve("packaging/kubernetes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, overlay.resolve("base").resolve(file.getFileName()));
      }
    }
    Files.writeString(overlay.resolve("policy.json"), policy());
    Files.writeString(overlay.resolve("kustomization.yaml"), overlayOfThePage(root));
    Tool built = Tool.run("kustomize", "build", overlay.toString());
    assertThat(built.exit()).as(built.output()).isZero();
    List<Object> read = new ArrayList<>();
    try (MappingIterator<JsonNode> all =
        new YAMLMapper().readerFor(JsonNode.class).readValues(built.output())) {
      for (JsonNode document : all.readAll()) {
        Class<?> kind = KINDS.get(document.get("kind").asText());
        assertThat(kind).as("%s", document.get("kind")).isNotNull();
        read.add(KubernetesObjects.read(document.toString(), kind));
      }
    }
    assertThat(read).hasSize(KINDS.size());
    assertThat(read)
        .filteredOn(MutatingWebhookConfiguration.class::isInstance)
        .singleElement(
            org.assertj.core.api.InstanceOfAssertFactories.type(MutatingWebhookConfiguration.class))
        .satisfies(
            found ->
                assertThat(found.getWebhooks())
                    .allSatisfy(
                        webhook ->
                            assertThat(webhook.getClientConfig().getCaBundle()).isEqualTo(root)));
    assertThat(built.output()).contains("image: " + Pods.IMAGE, "rates-proxy");
  }

  private static String overlayOfThePage(String root) {
    String page = Nodes.read(ROOT.resolve("docs/kubernetes.md"));
    int from = page.indexOf("apiVersion: kustomize.config.k8s.io");
    return page.substring(from, page.indexOf("```", from))
        .replace("ROOT-CERTIFICATE-IN-BASE64", root)
        .replace("DIGEST", Pods.IMAGE.substring(Pods.IMAGE.indexOf("sha256:")));
  }
}
