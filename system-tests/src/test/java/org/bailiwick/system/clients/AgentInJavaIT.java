package org.bailiwick.system.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/agent-in-java.md and the client of the README, as a Maven project outside of the build that
 * has the deployed artifacts alone.
 */
@Tag("long")
class AgentInJavaIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String TABLE =
      "{\"table\":\"currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n\"}";

  @TempDir private Path temp;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final JoinedAgent domain = new JoinedAgent(nodes, wire);
  private final String unique = UUID.randomUUID().toString().substring(0, 8);
  private final String readmePort = String.valueOf(Nodes.freePort());
  private final Page page =
      Page.of("docs/agent-in-java.md")
          .with(
              "7001", String.valueOf(Nodes.freePort()),
              "https://127.0.0.1:8443", nodes.authority("").toString(),
              "http://127.0.0.1:8080", nodes.plain("").toString(),
              "https://127.0.0.1:9443", nodes.master("").toString(),
              "rate-finder", "java-" + unique);
  private OutsideProject project;
  private Terminal clone;
  private Terminal inProject;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    project = new OutsideProject(temp);
    Files.createDirectories(project.folder());
    clone =
        new Terminal(Path.of(System.getProperty("bailiwick.root")), temp)
            .with("BAILIWICK_HOME", nodes.home().toString())
            .with("BAILIWICK_BUILT", "yes")
            .with("PROJECT", project.folder().toString());
    inProject = new Terminal(project.folder(), Files.createDirectory(temp.resolve("logs")));
  }

  @AfterEach
  void stop() {
    inProject.close();
    clone.close();
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void aProjectOfItsOwnEnrolsRegistersFindsAndDoesStepsOfJobs() throws Exception {
    project.deploy(page.block("sh", 0));
    requirePublished();
    project.source("RateFinder.java", page.block("java", 0));
    project.template("Status.java", "    // the page's lines\n", page.block("java", 1));
    project.template("ReadmeClient.java", "    // the README's lines\n", readme());
    project.build(page.block("xml", 0), page.block("sh", 1));
    requireLibraries();

    domain.prepare(temp);
    clone.run(LIMIT, page.block("sh", 2).replace("user.jwt", temp + "/user.jwt"));
    Path agent = inProject.begin(page.block("sh", 3), "serving");
    assertThat(Nodes.read(agent)).contains("found spiffe://bailiwick.example/agent/java-" + unique);
    assertThat(domain.done("fx.rates@1", TABLE).toString()).contains("\"USD\":\"1.0842\"");

    String serial = readmeClient();
    assertThat(domain.done("invoice.parse@1", "{\"total\":\"12.00\"}").toString())
        .contains("12.00");
    assertThat(status(serial)).startsWith("good as of ");
    assertThat(status("7" + serial.substring(1)))
        .startsWith("unknown: The issuer has issued no credential");
    ListedAgents.dismiss(nodes, wire);
    assertThat(status(serial)).startsWith("revoked: cessation-of-operation");
  }

  /** What a repository such as Maven Central asks of artifacts. */
  private void requirePublished() throws IOException {
    for (String artifact : List.of("agent-contract", "client", "jaxrs-enforcement")) {
      assertThat(project.deployed("bailiwick-" + artifact))
          .anyMatch(file -> file.endsWith("-sources.jar"))
          .anyMatch(file -> file.endsWith("-javadoc.jar"));
    }
    for (String artifact : List.of("bom", "agent-contract", "client", "jaxrs-enforcement")) {
      assertThat(project.pom("bailiwick-" + artifact))
          .contains("<name>", "<description>", "<url>", "<license>", "<developer>", "<scm")
          .doesNotContain("<parent>", "jersey", "<scope>test</scope>");
    }
    assertThat(project.repository().resolve("org/bailiwick"))
        .isDirectoryNotContaining("glob:**/bailiwick")
        .isDirectoryNotContaining("glob:**/node-support");
  }

  private void requireLibraries() throws IOException {
    assertThat(project.libraries())
        .anyMatch(jar -> jar.startsWith("bailiwick-client-"))
        .noneMatch(jar -> jar.matches("(?i).*(jersey|hk2|-m\\d|-rc\\d|alpha|beta).*"));
  }

  private String readme() {
    return Page.of("README.md")
        .with(
            "7001", readmePort,
            "https://127.0.0.1:8443", nodes.authority("").toString(),
            "http://127.0.0.1:8080", nodes.plain("").toString(),
            "https://127.0.0.1:9443", nodes.master("").toString())
        .block("java", 0);
  }

  /** Runs the README's client with the demo's device; the serial number of its credential. */
  private String readmeClient() throws IOException {
    Path user = Files.writeString(temp.resolve("readme.jwt"), new Users(nodes).token().compact());
    Path log =
        inProject.begin(
            "java -cp 'target/agents.jar:target/lib/*' ReadmeClient '%s' '%s' '%s' %s readme-%s https://127.0.0.1:%s/work"
                .formatted(
                    nodes.outside().resolve("device-rate-finder"),
                    nodes.outside().resolveSibling("program"),
                    user,
                    nodes.rootFingerprint(),
                    unique,
                    readmePort),
            "serving");
    assertThat(Nodes.read(log)).contains("found spiffe://bailiwick.example/agent/readme-" + unique);
    return Nodes.read(log)
        .lines()
        .filter(line -> line.startsWith("serial "))
        .map(line -> line.substring("serial ".length()))
        .findFirst()
        .orElseThrow();
  }

  private String status(String serial) {
    return inProject.run(
        LIMIT,
        "java -cp 'target/agents.jar:target/lib/*' Status %s %s %s %s"
            .formatted(nodes.authority(""), nodes.plain(""), nodes.rootFingerprint(), serial));
  }
}
