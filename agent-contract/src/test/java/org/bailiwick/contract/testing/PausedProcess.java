package org.bailiwick.contract.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** SIGSTOP and SIGCONT: a process that takes connections and does not answer them. */
public final class PausedProcess {

  private PausedProcess() {}

  /**
   * Returns when each of its threads is stopped. Its other threads go on until the one that the
   * signal was given to has had its turn, which takes a while where many processes run.
   */
  public static void suspend(Process process) {
    signal("-STOP", process);
    await("all threads are stopped")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> threads(process).stream().allMatch(PausedProcess::isStopped));
  }

  public static void resume(Process process) {
    signal("-CONT", process);
  }

  private static void signal(String signal, Process process) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> threads(Process process) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.toList();
    }
  }

  /** The state follows the program's name, which stands in parentheses (proc(5)). */
  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith(") T ", stat.lastIndexOf(')'));
    } catch (NoSuchFileException e) {
      return true; // ended since it was listed
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
