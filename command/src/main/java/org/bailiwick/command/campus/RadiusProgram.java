package org.bailiwick.command.campus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program of FreeRADIUS on this machine. */
record RadiusProgram(Path path) {
  /** Debian's name, and that of others. */
  private static final List<String> NAMES = List.of("freeradius", "radiusd");

  private static final long LIMIT_SECONDS = 60;
  private static final int MOST_LINES = 5;

  /** The program, by the folders of {@code PATH}. */
  static Optional<RadiusProgram> find(String folders) {
    return Arrays.stream(folders.split(":"))
        .filter(each -> !each.isEmpty())
        .flatMap(each -> NAMES.stream().map(name -> Path.of(each, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(RadiusProgram::new);
  }

  /**
   * Has it read a configuration with all its files, and listen nowhere.
   *
   * @return the lines in which it says what is wrong; none if nothing is
   */
  List<String> check(RadiusFolder folder) {
    try {
      Path output = Files.createTempFile("campus", ".log");
      try {
        Process process =
            new ProcessBuilder(
                    path.toString(), "-XC", "-d", folder.path().toString(), "-n", "radiusd")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return List.of(path + " did not end within " + LIMIT_SECONDS + " s");
        }
        return process.exitValue() == 0 ? List.of() : last(output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<String> last(Path output) throws IOException {
    List<String> lines;
    try (Stream<String> all = Files.lines(output, StandardCharsets.ISO_8859_1)) {
      lines = all.map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
    return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size());
  }
}
