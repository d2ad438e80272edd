package org.bailiwick.contract.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stops and continues a process by SIGSTOP and SIGCONT. A stopped process accepts connections and
 * does not answer them.
 */
public final class PausedProcess {

  private PausedProcess() {}

  public static void suspend(Process process) {
    suspend(process.toHandle());
  }

  public static void resume(Process process) {
    resume(process.toHandle());
  }

  /**
   * Stops the process and returns when each of its threads is stopped. The threads run on until the
   * kernel has delivered the signal, which takes a while on a busy machine.
   */
  public static void suspend(ProcessHandle process) {
    signal("-STOP", process);
    await("all threads are stopped")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> threads(process).stream().allMatch(PausedProcess::isStopped));
  }

  public static void resume(ProcessHandle process) {
    signal("-CONT", process);
  }

  private static void signal(String signal, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> threads(ProcessHandle process) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.toList();
    }
  }

  /** Whether the thread is stopped. Its state follows the name in parentheses (proc(5)). */
  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith(") T ", stat.lastIndexOf(')'));
    } catch (NoSuchFileException e) {
      return true; // the thread has ended since it was listed
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
