package org.bailiwick.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A script tells a process by lines on the standard input what to do, and each gets one line as its
 * answer. So one process does all of it, and its code is compiled throughout.
 */
public final class CommandLines {
  private static final System.Logger LOG = System.getLogger(CommandLines.class.getName());

  private CommandLines() {}

  /** Does what the words of a line say, and returns the answer. */
  @FunctionalInterface
  public interface Command {
    String answer(List<String> words) throws IOException, InterruptedException;
  }

  /** Answers each line until the input ends; a fault is an answer that begins with failed. */
  public static void serve(Command command) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(answered(command, line));
      }
    }
  }

  private static String answered(Command command, String line) {
    try {
      return command.answer(List.of(line.split(" ", -1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "failed: interrupted";
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "not done: " + line, e);
      return "failed: " + String.valueOf(e.getMessage()).replace('\n', ' ');
    }
  }
}
