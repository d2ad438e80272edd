package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bailiwick.system.Nodes;

/** Holds a shipped later ceremony by the command that docs/ceremony.md names, and nothing else. */
final class LaterCeremony {

  /** After how long the new key is in service; long enough to look at both before. */
  static final String IN_SERVICE = "PT20S";

  private LaterCeremony() {}

  /**
   * Holds it.
   *
   * @param use end of the file's name, for instance {@code -ocsp}
   */
  static void hold(Nodes nodes, String use) throws IOException, InterruptedException {
    hold(nodes, shipped("successor" + use));
  }

  /** A shipped file, by its name without ending. */
  static Path shipped(String name) {
    return Path.of(System.getProperty("bailiwick.root"), "hsm-config", "ceremony")
        .resolve(name + ".properties");
  }

  /** Holds the ceremony of a file. */
  static void hold(Nodes nodes, Path file) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(shipped("run").resolveSibling("run.sh").toString(), file.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("BAILIWICK_BUILT", "yes");
    builder.environment().put("BAILIWICK_IN_SERVICE", IN_SERVICE);
    String plain = nodes.plain("/").toString();
    builder.environment().put("BAILIWICK_PLAIN_URL", plain.substring(0, plain.length() - 1));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("Ceremony held");
  }
}
