package org.bailiwick.system.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.contract.testing.PausedProcess;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * nginx asks an enforcement point, which follows the Master Agent: permits, denials with reasons,
 * revocation, crash, and cut-off. Threats 41, 44, 47, 50, 61, 65 and 73.
 */
class EnforcementPointIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Duration REVOKED = Duration.ofSeconds(1);
  private static final int CONFIGURATION_MILLIS = 3000;

  private static final String SCHEMA =
      """
      namespace Shop {
        entity Path in [Path];
        action read, create appliesTo { principal: [Bailiwick::Agent], resource: [Path] };
      }
      """;

  private static final String POLICIES =
      """
      @id("listed-agents-read-orders")
      @reason("agent-may-read")
      permit (principal is Bailiwick::Agent, action == Shop::Action::"read", resource in Shop::Path::"/orders")
      when { principal has owner && principal.owner == "Treasury" && principal has status && principal.status == "listed" };

      @id("secret-orders")
      @reason("secret-path")
      forbid (principal, action == Shop::Action::"read", resource in Shop::Path::"/orders/secret");
      """;

  @TempDir private static Path temp;
  private static Nodes nodes;
  private static Wire wire;
  private static EnforcementMachine machine;
  private static AgentFolder agent;

  @BeforeAll
  static void start() throws Exception {
    nodes = Nodes.own("enforcement", "h2", home -> {});
    wire = new Wire(nodes.root());
    Files.writeString(
        nodes.home().resolve("authority/profiles/enforcement-point.json"),
        """
        {"name": "enforcement-point", "kind": "service", "validity": "PT1H", "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"]}
        """);
    Thread.sleep(CONFIGURATION_MILLIS);
    agent = enrolled("shopper");
    machine = new EnforcementMachine(nodes, temp, "nginx-1");
    machine.start();
    machine.startNginx();
  }

  @AfterAll
  static void stop() throws Exception {
    if (machine != null) {
      machine.stop();
    }
    if (nodes != null) {
      ListedAgents.dismiss(nodes, wire);
      nodes.stop();
    }
  }

  private static AgentFolder enrolled(String name) throws IOException {
    AgentFolder made = new AgentFolder(nodes, Files.createDirectories(temp.resolve(name)), name);
    made.enrol(made.device());
    made.run("register");
    return made;
  }

  private static void activate(long number, Map<String, String> files) throws Exception {
    byte[] bundle = SignedBundle.of(nodes, number, files).getBytes(StandardCharsets.UTF_8);
    wire.send(
            Call.post(nodes.master("/v1/policy-bundles"), "application/jose+json", bundle)
                .as(nodes.operator("officer-1")))
        .expecting(201);
  }

  private static String shop(String path) {
    return machine.get(path, agent);
  }

  private static void comes(String answer, String path) {
    await(path + ": " + answer)
        .atMost(SOON)
        .untilAsserted(() -> assertThat(shop(path)).isEqualTo(answer));
  }

  @Test
  @Tag("long")
  void nginxServesWhatPoliciesPermitAndNothingElse() throws Exception {
    assertThat(shop("/orders/1")).as("before there are policies").endsWith("403");
    activate(1000, Map.of("app-shop.cedarschema", SCHEMA, "app-shop.cedar", POLICIES));
    comes("agent-may-read 200", "/orders/1");
    denials();
    isShown();
    killed();
    cutOff();
    manyConnections();
    revoked();
  }

  private void denials() {
    assertThat(machine.get("/orders/1", List.of())).isEqualTo("no-client-certificate 403");
    assertThat(shop("/orders/secret/2")).isEqualTo("secret-path 403");
    assertThat(shop("/")).isEqualTo("no-policy-permits 403");
    assertThat(shop("/orders/../orders/1")).isEqualTo("path-not-plain 403");
    assertThat(shop("/orders/%2e%2e/orders/1")).isEqualTo("path-not-plain 403");
    assertThat(machine.get("/orders/1", agent, "-X", "OPTIONS")).isEqualTo("method-unknown 403");
    assertThat(machine.get("/orders/1", agent, "-X", "DELETE")).endsWith("unknown-action 403");
    assertThat(machine.get("/orders/1", machine.service())).endsWith("403").doesNotContain("may");
    assertThat(machine.get("/orders/1", agent, "-H", "Txn-Token: a.b.c"))
        .matches("txn-token-\\S+ 403");
    String own = Nodes.read(agent.path().resolve("chain.pem")).lines().findFirst().orElseThrow();
    assertThat(machine.get("/orders/1", List.of("-H", "X-Client-Cert: " + own)))
        .as("a header of the client does not count")
        .isEqualTo("no-client-certificate 403");
    whatNginxLetsThroughIsVerifiedAgain();
  }

  private void whatNginxLetsThroughIsVerifiedAgain() {
    String pass = agent.path().getParent().resolve("self.pem").toString();
    AgentFolder.openssl(
        ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -days 2 -keyout PASS -out PASS.crt"
                + " -addext subjectAltName=URI:spiffe://bailiwick.example/agent/shopper"
                + " -addext extendedKeyUsage=clientAuth -addext keyUsage=digitalSignature")
            .replace("PASS", pass)
            .split(" "));
    assertThat(machine.get("/orders/1", List.of("--cert", pass + ".crt", "--key", pass)))
        .matches("(peer|certificate)-\\S+ 403");
  }

  private void isShown() {
    await("reported")
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        wire.send(
                                Call.get(nodes.master("/v1/enforcement-points"))
                                    .as(nodes.operator("auditor-1")))
                            .expecting(200)
                            .body())
                    .contains("\"nginx-1\"", "\"following\"", "\"number\":1000")
                    .doesNotContain("\"denials\":0"));
    await("audited, by this report or the next one")
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        Component.MASTER.column(
                            nodes,
                            "select check_name from audit_entry where event = 'enforcement.denied'"))
                    .contains("no-client-certificate"));
    assertThat(machine.told("/metrics"))
        .contains("enforcement_policy_number 1000\n", "enforcement_feed_fresh 1\n");
    assertThat(evaluated("{}")).contains("\"decision\":true", "agent-may-read");
  }

  /** What a service beside the enforcement point is answered by AuthZEN. */
  private static String evaluated(String properties) {
    return Tool.run(
            "curl",
            "-sS",
            "-H",
            "Content-Type: application/json",
            "-d",
            """
            {"subject": {"type": "Agent", "id": "spiffe://bailiwick.example/agent/shopper", "properties": %s},
             "action": {"name": "read"}, "resource": {"type": "Path", "id": "/orders"}}
            """
                .formatted(properties),
            "http://127.0.0.1:" + machine.port() + "/access/v1/evaluation")
        .output();
  }

  private void killed() throws Exception {
    machine.kill();
    assertThat(shop("/orders/1")).as("nothing opens").endsWith(" 500");
    machine.start();
    comes("agent-may-read 200", "/orders/1");
  }

  private void cutOff() {
    ProcessHandle master = ProcessHandle.of(nodes.process("domain")).orElseThrow();
    PausedProcess.suspend(master);
    try {
      assertThat(shop("/orders/1")).as("it goes on").isEqualTo("agent-may-read 200");
      comes("enforcement-cut-off 403", "/orders/1");
      assertThat(machine.told("/health")).contains("\"DOWN\"");
    } finally {
      PausedProcess.resume(master);
    }
    comes("agent-may-read 200", "/orders/1");
  }

  private void manyConnections() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 260; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), machine.port());
        OutputStream out = socket.getOutputStream();
        out.write(
            "POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
                .getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
      }
      assertThat(shop("/orders/1")).isEqualTo("agent-may-read 200");
      Socket first = slow.getFirst();
      first.setSoTimeout(30_000);
      assertThat(first.getInputStream().read()).as("closed").isIn(-1, (int) 'H');
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private void revoked() {
    String serial = agent.serial().replace("serial=", "").toLowerCase(Locale.ROOT);
    wire.send(Officer.order(nodes, serial, "key-compromise")).expecting(201);
    long begun = System.nanoTime();
    await("revoked")
        .pollInterval(Duration.ofMillis(20))
        .atMost(Machine.bound(REVOKED))
        .until(() -> shop("/orders/1").endsWith(" 403"));
    Machine.report(
        "revocation to refusal at nginx", Duration.ofNanos(System.nanoTime() - begun), REVOKED);
    assertThat(shop("/orders/1")).matches("(peer-revoked|agent-not-listed) 403");
  }
}
