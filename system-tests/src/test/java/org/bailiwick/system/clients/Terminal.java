package org.bailiwick.system.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bailiwick.system.Nodes;

/** Runs blocks of shell commands as a reader types them, in a folder. */
final class Terminal implements AutoCloseable {
  private final Path folder;
  private final Path logs;
  private final Map<String, String> variables = new TreeMap<>();
  private final List<Process> running = new ArrayList<>();
  private int count;

  /**
   * @param folder where the commands run
   * @param logs where what they print is kept
   */
  Terminal(Path folder, Path logs) {
    this.folder = folder;
    this.logs = logs;
  }

  Terminal with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Runs a block to its end, which must be 0; what it printed. */
  String run(Duration limit, String block) {
    Path log = logs.resolve("terminal-" + ++count + ".log");
    Process process = start(block, log);
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        end(process);
        throw new AssertionError("did not end:\n" + block + Nodes.read(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    assertThat(process.exitValue()).as(block + Nodes.read(log)).isZero();
    return Nodes.read(log);
  }

  /** Starts a block that goes on, and returns its log when this text is there. */
  Path begin(String block, String ready) {
    Path log = logs.resolve("terminal-" + ++count + ".log");
    Process process = start(block, log);
    running.add(process);
    await(ready)
        .atMost(Duration.ofMinutes(5))
        .until(() -> !process.isAlive() || Nodes.read(log).contains(ready));
    assertThat(Nodes.read(log)).contains(ready);
    return log;
  }

  private Process start(String block, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", block)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // The pages ask for a JDK of 21 or later, which that of the machine need not be.
    builder
        .environment()
        .merge("PATH", System.getProperty("java.home") + "/bin", (all, jdk) -> jdk + ":" + all);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(variables);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  /** Ends what goes on. */
  @Override
  public void close() {
    running.forEach(Terminal::end);
  }
}
