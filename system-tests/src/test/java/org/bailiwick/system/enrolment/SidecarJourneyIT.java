package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.istio.api.networking.v1.ServiceEntry;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.bailiwick.injector.testing.Pods;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.domainnodes.Relay;
import org.bailiwick.system.proxy.WorkloadPrograms;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A pod's way by the sidecar injector: it asks by its annotations, is enrolled and registered by
 * its sidecar, gets its certificate by the SPIFFE Workload API, is found in the registry by others,
 * and is gone when it ends (R25).
 */
class SidecarJourneyIT {
  /** Less than the time that an API server waits, also for a process that has just started. */
  private static final Duration ADMITTED_WITHIN = Duration.ofSeconds(5);

  private static final Duration ENROLLED_WITHIN = Duration.ofSeconds(10);
  private static final Duration REGISTERED_WITHIN = Duration.ofSeconds(10);
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(2);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final String name = "journey-" + UUID.randomUUID().toString().substring(0, 8);
  private final String word = "word" + UUID.randomUUID().toString().substring(0, 8);
  private final int door = Nodes.freePort();
  private SidecarMachine machine;
  private Relay registry;

  @BeforeEach
  void start() throws Exception {
    machine = new SidecarMachine(nodes);
    Path folder = Files.createDirectory(machine.folder().resolve("other"));
    new Enrolment(nodes, wire).granted().writeTo(folder);
    machine.trustTheCluster("{\"workload_api\": {\"gives_private_key\": true}}");
    String url = nodes.registry("").toString();
    machine.inject(
        machine
            .withNodes(Pods.POLICY)
            .replace(
                "\"audience\"",
                "\"workload_api\": true, \"registry\": \"%s\", \"audience\""
                    .formatted(url.replace(":" + nodes.registry("").getPort(), ":" + door)))
            .replace("\"agents\": {", "\"agents\": {\"describe\": true, "));
    open();
  }

  /** Between the pod and the registry, which is away while this is closed. */
  private void open() {
    registry = Relay.between(door, nodes.registry("").getPort());
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
    machine.stop();
    ListedAgents.dismiss(nodes, wire);
  }

  private String asking(String more) {
    return Pods.POD
        .replace(", fx.report@2?region=eu", "")
        .replace(
            "\"prometheus.io/scrape\": \"true\"",
            "\"bailiwick.org/agent-name\": \"" + name + "\"" + more);
  }

  @Test
  void aPodsAgentIsRegisteredWhileItRunsAndGoneWhenItEnds() throws Exception {
    long asked = System.nanoTime();
    Pod pod =
        machine.created(
            "agents",
            asking(
                ", \"bailiwick.org/title\": \"Rates $(HOME) "
                    + word
                    + "\", \"bailiwick.org/tags\": \"fx,journey\""));
    report("two questions to the webhook", asked, ADMITTED_WITHIN);
    enrols(pod.getSpec().getInitContainers().get(0));
    Container sidecar = pod.getSpec().getInitContainers().get(1);
    long started = System.nanoTime();
    Process proxy = machine.run("proxy", sidecar);
    awaitReady(sidecar);
    report("start of the sidecar to registered", started, REGISTERED_WITHIN);
    long registered = System.nanoTime();
    await("found by others").atMost(SOON).until(() -> !found().isEmpty());
    report("registered to found by a search", registered, FOUND_WITHIN);
    JsonObject found = found().getFirst();
    assertThat(found.getString("agent")).isEqualTo("spiffe://bailiwick.example/agent/" + name);
    assertThat(found.getString("locator")).isEqualTo("https://127.0.0.2:7001/work");
    assertThat(found.getJsonObject("liveness").getString("ttl")).isEqualTo("PT3M");
    assertThat(found.getJsonObject("unsigned").getString("title"))
        .isEqualTo("Rates $(HOME) " + word);
    isWhatIstioReads();
    getsItsCertificate();
    long told = System.nanoTime();
    proxy.destroy();
    await().atMost(SOON).until(() -> found().isEmpty());
    report("SIGTERM to gone", told, GONE_WITHIN);
    assertThat(proxy.waitFor()).isEqualTo(143);
    assertThat(machine.log("proxy"))
        .contains("listing=registered", "listing=withdrawn id=urn:uuid:");
    knowsItsState(found.getString("id"), "withdrawn");
    isListedAfterAKillUntilItStartsAgain(sidecar);
  }

  /** A proxy asks the same before it puts back a listing that has ended. */
  private void knowsItsState(String id, String state) {
    String record = "/v1/agents/" + id.substring("urn:uuid:".length()) + "/record";
    assertThat(curl(machine.home().resolve("agent"), nodes.registry(record)).getString("state"))
        .isEqualTo(state);
  }

  /** The answer to curl with the certificate of this folder. */
  private JsonObject curl(Path folder, URI url, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("curl", "-sS", "--cacert", nodes.home().resolve("root.pem").toString()));
    line.addAll(List.of("--cert", folder.resolve("chain.pem").toString()));
    line.addAll(List.of("--key", folder.resolve("key.pem").toString()));
    line.addAll(List.of(more));
    line.add(url.toString());
    Tool answer = Tool.run(line.toArray(String[]::new));
    assertThat(answer.exit()).as(answer.output()).isZero();
    return StrictJson.object(answer.output());
  }

  private static void report(String what, long begun, Duration promised) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Machine.report(what, took, promised);
    assertThat(took).as(what).isLessThan(Machine.bound(promised));
  }

  /**
   * Killed while its request is under way, it goes on with this request and this key. When the pod
   * has another address since, the credential gets it.
   */
  private void enrols(Container enrol) throws Exception {
    Path folder = machine.home().resolve("agent");
    Path request = folder.resolve("generations/next/request.json");
    Process killed = machine.run("enrol", enrol);
    while (killed.isAlive() && Files.notExists(request)) {
      Thread.sleep(1);
    }
    killed.destroyForcibly().waitFor();
    Path undecided = folder.resolve("generations/next/key.pem");
    String key = publicKey(Files.exists(undecided) ? undecided : folder.resolve("key.pem"));
    long started = System.nanoTime();
    Process again = machine.run("enrol-again", enrol);
    assertThat(again.waitFor()).as(machine.log("enrol-again")).isZero();
    report("start of the init container to enrolled", started, ENROLLED_WITHIN);
    assertThat(publicKey(folder.resolve("key.pem"))).isEqualTo(key);
    assertThat(
            Component.ACA.column(
                "select serial from issuance where agent like '%/agent/" + name + "'"))
        .hasSize(1);
    machine.move("127.0.0.2");
    Process moved = machine.run("enrol-moved", enrol);
    assertThat(moved.waitFor()).as(machine.log("enrol-moved")).isZero();
    assertThat(publicKey(folder.resolve("key.pem"))).isEqualTo(key);
  }

  private static String publicKey(Path key) {
    return AgentFolder.openssl("pkey", "-in", key.toString(), "-pubout");
  }

  private void awaitReady(Container sidecar) {
    List<String> probe = sidecar.getReadinessProbe().getExec().getCommand();
    await("ready").atMost(SOON).until(() -> machine.probe(probe).exit() == 0);
  }

  private void isWhatIstioReads() {
    String printed = OperatorCommand.run(nodes, 0, "registry", "mesh", "--format", "istio");
    assertThat(StrictJson.object(printed.substring(printed.indexOf('{'))).getJsonArray("items"))
        .map(item -> KubernetesObjects.read(item.toString(), ServiceEntry.class))
        .filteredOn(entry -> entry.getSpec().getHosts().contains(name + ".agent.bailiwick.example"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.getSpec().getSubjectAltNames())
                    .containsExactly("spiffe://bailiwick.example/agent/" + name));
  }

  private void getsItsCertificate() throws Exception {
    try (WorkloadPrograms programs =
        new WorkloadPrograms(machine.folder(), machine.folder().resolve("run/workload/s"))) {
      assertThat(programs.go("steps", machine.folder().toString()))
          .contains("id spiffe://bailiwick.example/agent/" + name, "anchors 1");
    }
  }

  /**
   * Nobody withdraws a process that is killed: its agent is listed until the credential expires,
   * and silent after three minutes. The container that a kubelet starts in its place is not ready
   * while the registry is away.
   */
  private void isListedAfterAKillUntilItStartsAgain(Container sidecar) throws Exception {
    Process killed = machine.run("killed", sidecar);
    awaitReady(sidecar);
    killed.destroyForcibly().waitFor();
    registry.close();
    await().atMost(SOON).until(() -> !found().isEmpty());
    Process again = machine.run("again", sidecar);
    await().atMost(SOON).until(() -> machine.log("again").contains("listing=refused"));
    Tool probe = machine.probe(sidecar.getReadinessProbe().getExec().getCommand());
    assertThat(probe.exit()).isEqualTo(22);
    assertThat(probe.output()).contains("No answer from", "urn:bailiwick:problem:");
    open();
    awaitReady(sidecar);
    again.destroy();
    assertThat(again.waitFor()).isEqualTo(143);
    await().atMost(SOON).until(() -> found().isEmpty());
  }

  /** A search by curl, with the certificate of another agent. */
  private List<JsonObject> found() {
    return curl(
            machine.folder().resolve("other"),
            nodes.registry("/v1/discovery"),
            "-H",
            "Content-Type: application/json",
            "--data-binary",
            "{\"text\":\"" + word + "\"}")
        .getJsonArray("agents")
        .getValuesAs(JsonObject.class);
  }

  @Test
  void hostileAnnotationsAreRefused() throws IOException {
    for (List<String> each :
        List.of(
            List.of("title", "Ra\\u202etes", "annotation-title"),
            List.of("title", "x".repeat(101), "annotation-title"),
            List.of("description", "x".repeat(300_000), "annotation-description"),
            List.of("tags", "fx --registry=https://evil.example", "annotation-tags"),
            List.of("registry", "https://evil.example", "annotation-unknown"))) {
      String more = ", \"bailiwick.org/%s\": \"%s\"".formatted(each.get(0), each.get(1));
      assertThat(machine.review("agents", asking(more)))
          .contains("\"allowed\":false", each.get(2))
          .doesNotContain("\"patch\"", "evil.example");
    }
  }
}
