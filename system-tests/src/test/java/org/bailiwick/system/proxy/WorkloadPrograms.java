package org.bailiwick.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/**
 * Workloads by other people's clients of the Workload API: go-spiffe of Debian, in a program that
 * is built here, and java-spiffe, in a process of its own.
 */
public final class WorkloadPrograms implements AutoCloseable {
  private static final Path ROOT =
      Path.of(System.getProperty("bailiwick.root")).resolve("system-tests");
  private static final Duration BUILD = Duration.ofMinutes(8);

  private final Path folder;
  private final Path socket;
  private final List<Process> running = new ArrayList<>();

  /**
   * @param folder for the output of the programs
   */
  public WorkloadPrograms(Path folder, Path socket) {
    this.folder = folder;
    this.socket = socket;
  }

  /** The program in Go; what the compiler made of the libraries is kept for the next run. */
  private static Path built() {
    Path tools = ROOT.resolve("target/tools");
    Path program = tools.resolve("go-spiffe");
    Tool build =
        Tool.run(
            BUILD,
            "env",
            "GO111MODULE=off",
            "GOPATH=/usr/share/gocode",
            "GOCACHE=" + tools.resolve("go-cache"),
            "go",
            "build",
            "-o",
            program.toString(),
            ROOT.resolve("src/test/go-spiffe/main.go").toString());
    assertThat(build.exit()).as(build.output()).isZero();
    return program;
  }

  private static List<String> java() {
    Path libraries = ROOT.resolve("target/tools/java-spiffe");
    assertThat(Files.isDirectory(libraries)).isTrue();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        libraries + "/*",
        ROOT.resolve("src/test/java-spiffe/JavaSpiffeClient.java").toString());
  }

  /** What the program in Go said of its steps, each as {@code <name> <value>}. */
  public List<String> go(String... task) {
    return finished("go", List.of(built().toString()), task);
  }

  List<String> java(String... task) {
    return finished("java", java(), task);
  }

  /** Starts a program that goes on; {@link #steps} is what it has said so far. */
  Process goOn(String name, String... task) {
    return start(name, List.of(built().toString()), task);
  }

  Process javaOn(String name, String... task) {
    return start(name, java(), task);
  }

  private List<String> finished(String name, List<String> program, String... task) {
    Process process = start(name, program, task);
    try {
      assertThat(process.waitFor()).as(Nodes.read(output(name))).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return steps(name);
  }

  private Process start(String name, List<String> program, String... task) {
    List<String> line = new ArrayList<>(program);
    line.addAll(List.of(task));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output(name).toFile());
    builder.environment().put("SPIFFE_ENDPOINT_SOCKET", "unix://" + socket);
    try {
      running.add(builder.start());
      return running.getLast();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path output(String name) {
    return folder.resolve(name + ".out");
  }

  List<String> steps(String name) {
    return Nodes.read(output(name))
        .lines()
        .filter(line -> line.startsWith("step "))
        .map(line -> line.substring("step ".length()))
        .toList();
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
