package org.bailiwick.client.tpm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A series of commands of tpm2-tools in a folder of its own. Only one series runs at a time,
 * because a TPM has room for three keys and a resource manager may be missing.
 */
final class TpmSession implements AutoCloseable {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final long LIMIT_SECONDS = 60;

  private final Optional<String> tcti;
  private final Path folder;

  TpmSession(Optional<String> tcti) {
    this.tcti = tcti;
    LOCK.lock();
    try {
      this.folder = Files.createTempDirectory("tpm"); // mode 0700
    } catch (IOException e) {
      LOCK.unlock();
      throw refused("tpm-folder", "There is no room for files of tpm2-tools", e);
    }
  }

  /**
   * Runs a command, flushes the keys that it loaded, and returns what it printed.
   *
   * @param command a tool and its arguments, separated by spaces; no argument may contain one
   */
  String run(String command) {
    String printed = runOnly(command);
    runOnly("tpm2_flushcontext -t");
    return printed;
  }

  /** The same as {@link #run}, but leaves the loaded keys in the TPM. */
  String runOnly(String command) {
    String[] words = command.split(" ", -1);
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    tcti.ifPresent(text -> builder.environment().put("TPM2TOOLS_TCTI", text));
    try {
      Path output = folder.resolve("output");
      Process process = builder.redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw refused("tpm-tools", words[0] + " did not end in time", null);
      }
      String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (process.exitValue() != 0) {
        throw refused("tpm-tools", words[0] + " failed: " + lastLine(printed), null);
      }
      return printed;
    } catch (IOException e) {
      throw refused("tpm-tools", words[0] + " cannot be run; is tpm2-tools installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("tpm-tools", words[0] + " was interrupted", e);
    }
  }

  private static String lastLine(String printed) {
    List<String> lines = printed.lines().toList();
    return lines.isEmpty() ? "no output" : lines.getLast();
  }

  void write(String name, byte[] bytes) {
    try {
      Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw refused("tpm-folder", "There is no room for files of tpm2-tools", e);
    }
  }

  byte[] read(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw refused("tpm-tools", "tpm2-tools did not write " + name, e);
    }
  }

  static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail, cause);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw refused("tpm-folder", "Files of tpm2-tools cannot be removed", e);
    } finally {
      LOCK.unlock();
    }
  }
}
