package org.bailiwick.contract.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs shell functions of the demo. With them tests of every module act as a party that has
 * openssl, curl and tpm2-tools and no code of this product.
 *
 * @param library the folder {@code demo/lib}
 * @param parts names of files in that folder, in the order in which they are sourced
 * @param folder working directory of the commands
 * @param variables environment variables of the commands
 */
public record DemoShell(
    Path library, List<String> parts, Path folder, Map<String, String> variables) {

  private static final long LIMIT_SECONDS = 60;

  /**
   * Runs the lines and returns their standard output.
   *
   * @throws IllegalStateException with the standard error if they fail
   */
  public String run(String lines, String... arguments) {
    try {
      // Both streams go to files, so that a full pipe cannot block the process.
      Path output = Files.createTempFile("shell", ".out");
      Path log = Files.createTempFile("shell", ".log");
      Process process =
          builder(lines, arguments)
              .redirectOutput(output.toFile())
              .redirectError(log.toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(lines + " failed: " + Files.readString(log));
      }
      String text = Files.readString(output);
      Files.delete(output);
      Files.delete(log);
      return text.strip();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private ProcessBuilder builder(String lines, String... arguments) {
    List<String> command = new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c"));
    command.add(sources() + lines);
    command.add("bash");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(variables);
    return builder;
  }

  private String sources() {
    StringBuilder sources = new StringBuilder();
    for (String part : parts) {
      sources.append(". \"").append(library.resolve(part + ".sh")).append("\"\n");
    }
    return sources.toString();
  }
}
