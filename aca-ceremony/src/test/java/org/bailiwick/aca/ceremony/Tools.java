package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Outside programs that judge what we make: openssl and zlint. */
final class Tools {

  private Tools() {}

  /** The program's whole output; the test fails when the program is not installed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  static String zlint(Path file, String format) throws IOException, InterruptedException {
    return run(List.of("zlint", "-format", format, "-includeSources", "RFC5280", file.toString()));
  }
}
