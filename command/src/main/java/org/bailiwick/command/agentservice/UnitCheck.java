package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
      Process process =
          new ProcessBuilder(
                  "systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        return Optional.of("systemd-analyze did not end in time");
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      return Optional.of(process.exitValue() == 0 ? "" : about(name, printed));
    } catch (IOException notInstalled) {
      return Optional.empty();
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(unit);
      Files.delete(folder);
    }
  }

  /** The lines about the unit, without the folder in which it was read. */
  private static String about(String name, String printed) {
    String lines =
        printed
            .lines()
            .filter(line -> line.contains(name))
            .map(line -> line.substring(line.indexOf(name)))
            .reduce("", (all, line) -> all + "\n  " + line);
    return lines.isEmpty() ? "\n  " + printed.strip() : lines;
  }
}
