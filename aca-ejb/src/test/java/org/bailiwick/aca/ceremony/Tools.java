package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Outside programs that judge what we make: openssl and zlint. */
final class Tools {

  private Tools() {}

  /** The program's whole output; the test ends here when the program is not installed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", command.getFirst())),
        command.getFirst() + " is not installed");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  static String zlint(Path file, String format) throws IOException, InterruptedException {
    return run(List.of("zlint", "-format", format, "-includeSources", "RFC5280", file.toString()));
  }
}
