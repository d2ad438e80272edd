package org.bailiwick.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker of a home, which {@code ./bailiwick} makes, starts, shows and stops like a node. */
class HomeBrokerIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path temp;
  private final int port = Nodes.freePort();
  private final int healthPort = Nodes.freePort();
  private Nodes nodes;
  private Path folder;

  @BeforeEach
  void make() throws Exception {
    nodes = Nodes.running();
    folder = nodes.home().resolve("broker");
    ListedAgents.dismiss(nodes, new Wire(nodes.root()));
    bailiwick(0, "broker", "init", "--health-port", String.valueOf(healthPort));
    Files.writeString(
        folder.resolve("assets/rates.json"),
        """
        {"asset": "rates", "kind": "api", "owner": "Treasury", "risk": "low",
         "url": "http://127.0.0.1:9", "options": {"addresses": "loopback"},
         "credential": {"method": "none"},
         "operations": [{"capability": "fx.rates@1", "method": "GET", "path": "/rates"}]}
        """);
  }

  @AfterEach
  void remove() throws Exception {
    bailiwick(0, "down", "broker");
    ListedAgents.dismiss(nodes, new Wire(nodes.root()));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private String bailiwick(int exit, String... verb) {
    return OperatorCommand.run(nodes, exit, verb);
  }

  private void enrol() throws Exception {
    Path user = temp.resolve("user.jwt");
    Files.writeString(user, new Users(nodes).token().compact());
    List<String> verb =
        new ArrayList<>(
            List.of("agent", "enrol", "--folder", folder.resolve("agent").toString(), "--name"));
    verb.add("broker-" + UUID.randomUUID().toString().substring(0, 8));
    verb.addAll(List.of("--owner", "Treasury", "--capability", "fx.rates@1"));
    verb.addAll(List.of("--locator", "https://127.0.0.1:" + port + "/work"));
    verb.addAll(List.of("--user-token-file", user.toString()));
    verb.addAll(new AgentFolder(nodes, temp, "unused").device());
    bailiwick(0, verb.toArray(String[]::new));
  }

  /** Gives a secret, which makes the first rows of the audit log. */
  private void putSecret() {
    Tool put =
        Tool.run(
            "env",
            "BAILIWICK_HOME=" + nodes.home(),
            "BAILIWICK_BUILT=yes",
            "bash",
            "-c",
            "echo secret | \"$0\" broker secret put test",
            System.getProperty("bailiwick.root") + "/bailiwick");
    assertThat(put.exit()).as(put.output()).isZero();
  }

  private String curl(String path) {
    return Tool.run("curl", "-sS", "http://127.0.0.1:" + healthPort + path).output();
  }

  private void kill() throws Exception {
    long process = Long.parseLong(Nodes.read(nodes.home().resolve("run/broker.pid")).strip());
    ProcessHandle broker = ProcessHandle.of(process).orElseThrow();
    broker.destroyForcibly();
    broker.onExit().get();
  }

  private void sql(String statement) throws Exception {
    try (Connection owner =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("db/broker"));
        Statement run = owner.createStatement()) {
      assertThat(run.executeUpdate(statement)).isOne();
    }
  }

  @Test
  void startsTellsHowItIsAndComesBackAfterAKill() throws Exception {
    assertThat(bailiwick(1, "up", "broker")).contains("no credential or no asset file");
    enrol();
    assertThat(bailiwick(0, "up", "broker")).contains("broker is ready at port " + port);
    assertThat(curl("/health/live")).startsWith("{\"status\":\"UP\"");
    await("registered").atMost(SOON).until(() -> curl("/health").contains("\"state\":\"listed\""));
    assertThat(curl("/metrics"))
        .contains("broker_records_complete 1\n", "broker_leases_open{asset=\"rates\"} 0\n")
        .containsPattern("broker_sweeps_total\\{outcome=\"done\"} [1-9]");
    kill();
    assertThat(bailiwick(1, "status", "broker")).contains("broker: not running");
    bailiwick(0, "up", "broker");
    assertThat(bailiwick(0, "status", "broker"))
        .contains("broker: UP", "records: UP", "hsm: UP", "rates:unused");
    assertThat(bailiwick(0, "logs", "broker"))
        .contains("\"Timestamp\"", "\"LogMessage\":\"ready work=" + port + "\"");
  }

  /** Threat 30 for the broker's log: a row that the owner of the database has changed. */
  @Test
  @Tag("long")
  void takesNoOrderOnARowThatWasChangedUntilTheOperatorAcceptsIt() throws Exception {
    enrol();
    putSecret();
    bailiwick(0, "up", "broker");
    assertThat(bailiwick(0, "up", "broker")).contains("broker is running");
    assertThat(bailiwick(0, "down", "broker")).contains("broker is stopped");
    assertThat(bailiwick(0, "broker", "audit", "verify"))
        .contains("intact: ", "of broker, head ", "signed up to row ");
    sql("update audit_entry set resource = 'another' where seq = 1");
    assertThat(bailiwick(1, "broker", "audit", "verify")).contains("BROKEN: row 1 differs");
    assertThat(bailiwick(0, "up", "broker")).contains("takes no order");
    assertThat(curl("/health/ready")).startsWith("{\"status\":\"DOWN\"").contains("row 1 of");
    bailiwick(0, "down", "broker");
    bailiwick(0, "broker", "audit", "accept-gap", "--reason", "examined by the test");
    assertThat(bailiwick(0, "up", "broker")).contains("broker is ready");
  }
}
