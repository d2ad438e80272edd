package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/** {@code ./bailiwick} as an operator of these nodes gives it. */
public final class OperatorCommand {

  /** A node that it starts lives for minutes, as all nodes of these tests do. */
  private static final String SCRIPT =
      ". \"$0/launcher/lib/short-lived.sh\" && exec \"$0/bailiwick\" \"$@\"";

  private OperatorCommand() {}

  /** Runs it to its end, which must be this one; what it printed. */
  public static String run(Nodes nodes, int expected, String... arguments) {
    return run(nodes, Map.of(), expected, arguments);
  }

  /** The same with these variables in its environment. */
  static String run(
      Nodes nodes, Map<String, String> environment, int expected, String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of("bash", "-c", SCRIPT, System.getProperty("bailiwick.root")),
                        Stream.of(arguments))
                    .toList())
            .redirectErrorStream(true);
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("BAILIWICK_BUILT", "yes");
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isEqualTo(expected);
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
