package org.bailiwick.system.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/openapi.md, typed as it stands there: clients generated from the descriptions of running
 * nodes join by a token, register, find an agent, and have a job done in their own names.
 */
class GeneratedClientsIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path temp;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final String name = "generated-" + UUID.randomUUID().toString().substring(0, 8);
  private final Page page =
      Page.of("docs/openapi.md")
          .with(
              "https://127.0.0.1:8443", nodes.authority("").toString(),
              "https://127.0.0.1:9443", nodes.master("").toString());
  private AgentProcess rates;
  private Path rights;

  @BeforeEach
  void start() throws Exception {
    ListedAgents.dismiss(nodes, wire);
    new JoinedAgent(nodes, wire).prepare(temp);
    int listen = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + listen + "/work");
    TestLeaf finder = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(finder).build().toString()).as(finder))
        .expecting(201);
    rates = AgentProcess.start(nodes, "rate-finder", finder, listen);
    rights =
        Files.createDirectories(nodes.home().resolve("domain/callers")).resolve(name + ".json");
    Files.writeString(
        rights,
        "{\"agent\": \"spiffe://bailiwick.example/agent/%s\", \"scopes\": [\"fx.rates@1\"]}"
            .formatted(name));
    Files.copy(nodes.home().resolve("root.pem"), temp.resolve("root.pem"));
  }

  @AfterEach
  void stop() throws IOException {
    if (rates != null) {
      rates.stop();
    }
    Files.delete(rights);
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void theClientInTypeScriptDoesTheMainFlow() {
    Path folder = new NodeProgram("openapi", "main-flow.js").installed();
    try (Terminal terminal = new Terminal(folder, temp)) {
      terminal.run(LIMIT, page.block("sh", 0).replace("root.pem", temp + "/root.pem"));
      terminal.run(LIMIT, page.block("sh", 1));
      String output = terminal.run(LIMIT, "node main-flow.js" + arguments());
      requireMainFlow(output);
      assertThat(output.lines())
          .anyMatch(
              line ->
                  line.startsWith("searched spiffe://")
                      && line.contains("since fx.rates <=2 by fx.rates@1, placed by")
                      && line.contains("at_least"))
          .anyMatch(line -> line.matches("read spiffe://\\S+ listed"))
          .contains("own record listed since 1 change");
    }
  }

  @Test
  @Tag("long")
  void theClientInJavaDoesTheMainFlow() throws IOException {
    OutsideProject project = new OutsideProject(temp);
    Files.createDirectories(project.folder());
    project.template("MainFlow.java", "", "");
    try (Terminal terminal = new Terminal(project.folder(), temp)) {
      terminal.run(LIMIT, page.block("sh", 0).replace("root.pem", temp + "/root.pem"));
      project.build(page.block("xml", 0), page.block("sh", 2));
      assertThat(project.libraries()).noneMatch(jar -> jar.contains("bailiwick"));
      requireMainFlow(
          terminal.run(LIMIT, "java -cp 'target/agents.jar:target/lib/*' MainFlow" + arguments()));
    }
  }

  private String arguments() {
    return " %s %s %s %s %s"
        .formatted(
            nodes.authority(""),
            nodes.master(""),
            temp.resolve("root.pem"),
            temp.resolve("user.jwt"),
            name);
  }

  private void requireMainFlow(String output) {
    List<String> lines = output.lines().toList();
    assertThat(lines)
        .contains("enrolled spiffe://bailiwick.example/agent/" + name)
        .contains("refused 409 urn:bailiwick:problem:attribute-mismatch")
        .anyMatch(line -> line.matches("registered urn:uuid:\\S+ listed"))
        .anyMatch(line -> line.startsWith("found spiffe://bailiwick.example/agent/"))
        .anyMatch(line -> line.startsWith("job done ") && line.contains("1.0842"));
  }
}
