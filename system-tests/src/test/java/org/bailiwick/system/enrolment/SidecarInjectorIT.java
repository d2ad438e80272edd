package org.bailiwick.system.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.bailiwick.injector.testing.Pods;
import org.bailiwick.system.Nodes;
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
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "Namespace", Namespace.class,
          "ServiceAccount", ServiceAccount.class,
          "ConfigMap", ConfigMap.class,
          "Service", Service.class,
          "Deployment", Deployment.class,
          "MutatingWebhookConfiguration", MutatingWebhookConfiguration.class);

  private final Nodes nodes = Nodes.running();
  private SidecarMachine machine;

  @BeforeEach
  void start() throws IOException {
    machine = new SidecarMachine(nodes);
    machine.inject(machine.withNodes(Pods.POLICY));
  }

  @AfterEach
  void stop() throws Exception {
    machine.stop();
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
    Pod pod = machine.created("agents", askingForRates(agent));
    machine.trustTheCluster("{\"audiences\": [\"https://partner.example\"]}");
    Process enrol = machine.run("enrol", pod.getSpec().getInitContainers().get(0));
    assertThat(enrol.waitFor()).as(machine.log("enrol")).isZero();
    Process proxy = machine.run("proxy", pod.getSpec().getInitContainers().get(1));
    Path socket = machine.folder().resolve("run/proxy/s");
    await("the socket").atMost(SOON).until(() -> !proxy.isAlive() || Files.exists(socket));
    assertThat(proxy.isAlive()).as(machine.log("proxy")).isTrue();
    assertThat(
            Tool.run(
                    "curl", "-sS", "--unix-socket", socket.toString(), "http://proxy/v1/credential")
                .output())
        .contains("spiffe://bailiwick.example/agent/" + agent);
  }

  @Test
  void whatAnApiServerMayNotHaveIsRefusedInWordsItShows() throws IOException {
    assertThat(machine.review("agents", Pods.POD.replace("fx.rates@1,", "fx.trade@1,")))
        .contains("\"allowed\":false", "fx.trade@1", "capability-not-permitted", Pods.UID);
    assertThat(
            machine.review(
                "agents", Pods.POD.replace("\"spec\": {", "\"spec\": {\"hostPID\": true,")))
        .contains("\"allowed\":false", "pod-process-namespace");
    assertThat(machine.review("open", Pods.POD)).contains("\"allowed\":true", "\"warnings\"");
    assertThat(machine.review("elsewhere", Pods.POD.replace("\"true\"}", "\"false\"}")))
        .contains("\"allowed\":true")
        .doesNotContain("\"patch\"");
    byte[] body = Pods.review("agents", Pods.POD).getBytes(UTF_8);
    assertThat(machine.ask("text/plain", body)).endsWith("\n415");
    assertThat(machine.ask("application/json", new byte[4 * 1024 * 1024]))
        .contains("request-too-large");
    assertThat(machine.ask("application/json", "[".repeat(100_000).getBytes(UTF_8)))
        .endsWith("\n400");
    assertThat(machine.ask("application/json", "{\"kind\": 1}".getBytes(UTF_8)))
        .contains("urn:bailiwick:problem:malformed-request")
        .doesNotContain("Exception");
    assertThat(machine.log("injector"))
        .contains("admission=refused check=capability-not-permitted namespace=agents")
        .contains("admission=warned", "admission=left reason=namespace-not-listed")
        .contains("admission=unread check=media-type");
  }

  @Test
  void slowConnectionsOfOneAddressKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 260; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), machine.port());
        OutputStream out = socket.getOutputStream();
        out.write(new byte[] {22, 3, 1, 2}); // the beginning of a handshake
        slow.add(socket);
      }
      long begun = System.nanoTime();
      assertThat(machine.review("agents", Pods.POD)).contains("\"patch\"");
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
    Path overlay = Files.createDirectory(machine.folder().resolve("overlay"));
    String root =
        Base64.getEncoder().encodeToString(Files.readAllBytes(nodes.home().resolve("root.pem")));
    Files.createDirectory(overlay.resolve("base"));
    try (Stream<Path> files = Files.list(ROOT.resolve("packaging/kubernetes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, overlay.resolve("base").resolve(file.getFileName()));
      }
    }
    Files.writeString(overlay.resolve("policy.json"), machine.withNodes(Pods.POLICY));
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
