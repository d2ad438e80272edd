package org.bailiwick.packetfilter.segment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bailiwick.packetfilter.Nft;

/** A network namespace of a test's own, which ends with it. */
final class TestNamespace implements AutoCloseable {
  private final String name;

  private TestNamespace(String name) {
    this.name = name;
  }

  /** Skips the test, with the reason, on a machine where no namespace may be made. */
  static TestNamespace open() {
    String name = "bws-" + UUID.randomUUID().toString().substring(0, 8);
    String refusal;
    try {
      refusal = run(List.of("ip", "netns", "add", name));
    } catch (IllegalStateException e) {
      refusal = e.getMessage();
    }
    assumeTrue(refusal.isEmpty(), "network namespaces are refused here: " + refusal);
    return new TestNamespace(name);
  }

  String name() {
    return name;
  }

  Nft nft() {
    return Nft.in(name);
  }

  /** Runs a command in the namespace; returns what it prints, and fails if it fails. */
  String exec(String... command) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
    whole.addAll(Arrays.asList(command));
    return run(whole);
  }

  /** Starts a command in the namespace, with its output in this file. */
  Process start(Path output, String... command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
    whole.addAll(Arrays.asList(command));
    return new ProcessBuilder(whole)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  static String run(List<String> command) {
    try {
      Path output = Files.createTempFile("bws", ".out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " has not ended");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    run(List.of("ip", "netns", "del", name));
  }
}
