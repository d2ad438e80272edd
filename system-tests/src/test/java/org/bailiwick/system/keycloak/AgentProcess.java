package org.bailiwick.system.keycloak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Nodes;

/** One of the demo's agents as a process of its own. */
final class AgentProcess {
  private final Process process;

  private AgentProcess(Process process) {
    this.process = process;
  }

  /** Starts the agent of this name with its credential; returns when it listens. */
  static AgentProcess start(Nodes nodes, String name, TestLeaf credential, int port) {
    Path folder = credential.writeTo(nodes.outside().resolve("agent-" + name));
    Path settings = folder.resolve("agent.properties");
    Path log = folder.resolve("agent.log");
    List<String> lines =
        List.of(
            "folder=" + folder,
            "listen=127.0.0.1:" + port,
            "authority.url=" + nodes.authority(""),
            "authority.plain-url=" + nodes.plain(""),
            "authority.root-fingerprint=" + nodes.rootFingerprint(),
            "master.url=" + nodes.master(""));
    try {
      Files.write(settings, lines);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-jar",
                  nodes.demo().toString(),
                  name,
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Awaitility.await(name)
          .atMost(Duration.ofMinutes(1))
          .until(() -> Nodes.read(log).lines().anyMatch(line -> line.startsWith("ready ")));
      return new AgentProcess(process);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void stop() {
    process.destroy();
  }
}
