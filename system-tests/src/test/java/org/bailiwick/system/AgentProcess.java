package org.bailiwick.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.bailiwick.contract.testing.PausedProcess;
import org.bailiwick.contract.testing.TestLeaf;

/** One of the demo's agents as a process of its own. */
public final class AgentProcess {
  private final Process process;
  private final Path database;

  private AgentProcess(Process process, Path database) {
    this.process = process;
    this.database = database;
  }

  /** Starts the agent of this name with its credential; returns when it listens. */
  public static AgentProcess start(Nodes nodes, String name, TestLeaf credential, int port) {
    Path folder = credential.writeTo(nodes.outside().resolve("agent-" + name));
    Path settings = folder.resolve("agent.properties");
    Path database = folder.resolve("books");
    Path log = folder.resolve("agent.log");
    List<String> lines =
        List.of(
            "folder=" + folder,
            "listen=127.0.0.1:" + port,
            "authority.url=" + nodes.authority(""),
            "authority.plain-url=" + nodes.plain(""),
            "authority.root-fingerprint=" + nodes.rootFingerprint(),
            "master.url=" + nodes.master(""),
            "registry.url=" + nodes.registry(""),
            "database=" + database);
    try {
      Files.write(settings, lines);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-jar",
                  nodes.demo().toString(),
                  name,
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Awaitility.await(name)
          .atMost(Duration.ofMinutes(5))
          .until(() -> Nodes.read(log).lines().anyMatch(line -> line.startsWith("ready ")));
      return new AgentProcess(process, database);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its H2 file; another process may open it when this one has ended. */
  public Path database() {
    return database;
  }

  /** It takes calls and does not answer them. */
  public void suspend() {
    PausedProcess.suspend(process);
  }

  public void resume() {
    PausedProcess.resume(process);
  }

  /** Ends it, and returns when it has ended. */
  public void stop() {
    if (process.isAlive()) {
      resume(); // a suspended process does not hear SIGTERM
    }
    process.destroy();
    process.onExit().join();
  }
}
