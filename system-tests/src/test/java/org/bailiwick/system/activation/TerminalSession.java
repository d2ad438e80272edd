package org.bailiwick.system.activation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command at a terminal of its own (util-linux's {@code script}), and somebody who answers its
 * prompt as soon as it stands there.
 *
 * @param screen all that the terminal showed
 */
record TerminalSession(int exit, String screen) {

  private static final long PATIENCE_SECONDS = 120;

  static TerminalSession of(
      String command, Map<String, String> environment, String prompt, String answer) {
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qefc", command, "/dev/null").redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      StringBuilder screen = new StringBuilder();
      boolean answered = false;
      InputStream shown = process.getInputStream();
      for (int next = shown.read(); next >= 0; next = shown.read()) {
        screen.append((char) next);
        if (!answered && screen.indexOf(prompt) >= 0) {
          answered = true;
          process.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
          process.getOutputStream().flush();
        }
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end: " + screen);
      }
      return new TerminalSession(process.exitValue(), screen.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
