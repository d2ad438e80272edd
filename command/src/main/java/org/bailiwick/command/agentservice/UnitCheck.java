package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Has systemd itself read a unit before it is written. */
final class UnitCheck {
  private static final long LIMIT_SECONDS = 60;

  private UnitCheck() {}

  /**
   * What systemd-analyze finds wrong; an empty text if nothing.
   *
   * @return empty if systemd-analyze is not installed
   */
  static Optional<String> findings(String name, String text)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("unit"); // mode 0700
    Path unit = folder.resolve(name);
    Path output = folder.resolve("output");
    try {
      Files.writeString(unit, text);
      Optional<Process> process = start(unit, output);
      if (process.isEmpty()) {
        return Optional.empty();
      }
      if (!process.get().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.get().destroyForcibly().waitFor();
        return Optional.of("\n  systemd-analyze did not end in time");
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      return Optional.of(about(name, printed, process.get().exitValue()));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(unit);
      Files.delete(folder);
    }
  }

  private static Optional<Process> start(Path unit, Path output) {
    try {
      return Optional.of(
          new ProcessBuilder(
                  "systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start());
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
  }

  /**
   * The lines about the unit, without the folder in which it was read. An unknown setting is such a
   * line too, which systemd would ignore, and with it a restriction.
   */
  private static String about(String name, String printed, int exit) {
    String lines =
        printed
            .lines()
            .filter(line -> line.contains(name))
            .map(line -> "\n  " + line.substring(line.indexOf(name)))
            .collect(Collectors.joining());
    return lines.isEmpty() && exit != 0 ? "\n  " + printed.strip() : lines;
  }
}
