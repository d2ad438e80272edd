package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.system.status.Tool;

/**
 * A program of Node.js in a folder of {@code src/test/js}. The programs of a folder share the npm
 * packages that its lock file names.
 */
public final class NodeProgram {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final List<String> PACKAGES = List.of("package.json", "package-lock.json");

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path sources;
  private final Path place;
  private final String program;
  private final List<String> environment;

  /** The program with this name in this folder. */
  public NodeProgram(String folder, String program) {
    this(folder, program, List.of());
  }

  private NodeProgram(String folder, String program, List<String> environment) {
    this.sources = ROOT.resolve("system-tests/src/test/js").resolve(folder);
    this.place = ROOT.resolve("system-tests/target/js").resolve(folder);
    this.program = program;
    this.environment = List.copyOf(environment);
  }

  /** The same program, whose own {@code fetch} trusts this certificate as well. */
  public NodeProgram trusting(Path certificate) {
    return new NodeProgram(
        sources.getFileName().toString(), program, List.of("NODE_EXTRA_CA_CERTS=" + certificate));
  }

  /** Runs it to its end; what it printed and how it ended. */
  public Tool run(String... arguments) {
    try {
      install();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(environment);
    command.addAll(List.of("node", place.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return Tool.run(LIMIT, command.toArray(String[]::new));
  }

  /** One of the processes that run tests installs all, and the others find it. */
  private void install() throws IOException {
    Files.createDirectories(place);
    Path mark = place.resolve("lock");
    try (FileChannel channel =
            FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      for (String file : programs()) {
        copy(file);
      }
      String wanted = Files.readString(sources.resolve("package-lock.json"));
      Path installed = place.resolve("installed.json");
      if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
        return;
      }
      for (String file : PACKAGES) {
        copy(file);
      }
      Tool npm =
          Tool.run(
              LIMIT,
              "npm",
              "ci",
              "--prefix",
              place.toString(),
              "--ignore-scripts",
              "--no-audit",
              "--no-fund");
      assertThat(npm.exit()).as(npm.output()).isZero();
      Files.writeString(installed, wanted);
    }
  }

  /** The programs of the folder, and what they import from one another. */
  private List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(sources)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(NodeProgram::isProgram)
          .toList();
    }
  }

  private static boolean isProgram(String file) {
    return file.endsWith(".mjs");
  }

  /** Another process may run the file, which is replaced only when it differs. */
  private void copy(String file) throws IOException {
    Path target = place.resolve(file);
    if (!Files.exists(target) || Files.mismatch(sources.resolve(file), target) >= 0) {
      Files.copy(sources.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
