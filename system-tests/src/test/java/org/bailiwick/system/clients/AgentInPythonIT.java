package org.bailiwick.system.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/agent-in-python.md, typed as it stands there. */
class AgentInPythonIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String ROOT = System.getProperty("bailiwick.root");

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final JoinedAgent domain = new JoinedAgent(nodes, wire);
  private Path folder;
  private Terminal terminal;

  @BeforeEach
  void start() throws Exception {
    ListedAgents.dismiss(nodes, wire);
    folder = Files.createTempDirectory("python"); // a short path: the socket's must be short
    Files.createDirectory(folder.resolve("rates"));
    Files.createSymbolicLink(folder.resolve("bailiwick"), Path.of(ROOT, "bailiwick"));
    terminal =
        new Terminal(folder, folder)
            .with("BAILIWICK_HOME", nodes.home().toString())
            .with("BAILIWICK_BUILT", "yes");
  }

  @AfterEach
  void stop() throws IOException {
    terminal.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void theProgramOfThePageDoesAStepOfAJob() throws Exception {
    Page page =
        Page.of("docs/agent-in-python.md")
            .with(
                "7001", String.valueOf(Nodes.freePort()),
                "https://127.0.0.1:9443", nodes.master("").toString(),
                "rate-finder", "python-" + UUID.randomUUID().toString().substring(0, 8));
    Files.writeString(folder.resolve("rates/agent.py"), page.block("python", 0));
    Files.writeString(folder.resolve("rates/proxy.json"), page.block("json", 0));
    domain.prepare(folder);
    terminal.run(LIMIT, page.block("sh", 0));
    Path proxy = terminal.begin(page.block("sh", 1), "ready socket=");
    Path program = terminal.begin(page.block("sh", 2) + "echo ended", "");

    assertThat(
            domain
                .done("fx.rates@1", "{\"table\":\"currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n\"}")
                .toString())
        .contains("\"USD\":\"1.0842\"");
    // The program's own words are not passed on to the caller; what kind of refusal it was is.
    assertThat(domain.ended("fx.rates@1", "{}").toString())
        .contains("failed")
        .contains("malformed-request: status 400");
    assertThat(Nodes.read(proxy)).contains("use=orders/answer capability=fx.rates@1");
    assertThat(Nodes.read(program)).doesNotContain("Traceback").doesNotContain("ended");
    assertThat(Files.getPosixFilePermissions(folder.resolve("rates/join.token")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
