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

/** The programs in {@code src/test/js}, with the npm packages that their lock file names. */
public final class NodeProgram {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final Path SOURCES = ROOT.resolve("system-tests/src/test/js");
  private static final Path PLACE = ROOT.resolve("system-tests/target/js");
  private static final List<String> PACKAGES = List.of("package.json", "package-lock.json");

  private NodeProgram() {}

  /** Runs a program to its end; what it printed and how it ended. */
  public static Tool run(String program, String... arguments) {
    try {
      install();
      Files.copy(
          SOURCES.resolve(program), PLACE.resolve(program), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    List<String> command = new ArrayList<>(List.of("node", PLACE.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return Tool.run(command.toArray(String[]::new));
  }

  /** One of the processes that run tests installs the packages, and the others find them. */
  private static void install() throws IOException {
    Files.createDirectories(PLACE);
    Path mark = PLACE.resolve("lock");
    try (FileChannel channel =
            FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      String wanted = Files.readString(SOURCES.resolve("package-lock.json"));
      Path installed = PLACE.resolve("installed.json");
      if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
        return;
      }
      for (String file : PACKAGES) {
        Files.copy(SOURCES.resolve(file), PLACE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      Tool npm =
          Tool.run(
              "npm",
              "ci",
              "--prefix",
              PLACE.toString(),
              "--ignore-scripts",
              "--no-audit",
              "--no-fund");
      assertThat(npm.exit()).as(npm.output()).isZero();
      Files.writeString(installed, wanted);
    }
  }
}
