package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.status.Tool;

/** A program in a folder of {@code src/test/js}, with the npm packages that its lock file names. */
public final class NodeProgram {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final List<String> PACKAGES = List.of("package.json", "package-lock.json");

  private final Path sources;
  private final Path place;
  private final String program;

  /** The program of this folder, which has the folder's name. */
  public NodeProgram(String folder) {
    this.sources = ROOT.resolve("system-tests/src/test/js").resolve(folder);
    this.place = ROOT.resolve("system-tests/target/js").resolve(folder);
    this.program = folder + ".mjs";
  }

  /** Runs it to its end; what it printed and how it ended. */
  public Tool run(String... arguments) {
    try {
      install();
      Files.copy(
          sources.resolve(program), place.resolve(program), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    List<String> command = new ArrayList<>(List.of("node", place.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return Tool.run(command.toArray(String[]::new));
  }

  /** One of the processes that run tests installs the packages, and the others find them. */
  private void install() throws IOException {
    Files.createDirectories(place);
    Path mark = place.resolve("lock");
    try (FileChannel channel =
            FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      String wanted = Files.readString(sources.resolve("package-lock.json"));
      Path installed = place.resolve("installed.json");
      if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
        return;
      }
      for (String file : PACKAGES) {
        Files.copy(sources.resolve(file), place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      Tool npm =
          Tool.run(
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
}
