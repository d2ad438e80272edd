package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.system.Nodes;

/** Holds a shipped later ceremony by the command that docs/ceremony.md names, and nothing else. */
final class LaterCeremony {

  /**
   * After how long the new key is in service; long enough to look at both before, and shorter than
   * nodes take to read of it, which is waived.
   */
  static final String IN_SERVICE = "PT20S";

  private LaterCeremony() {}

  /**
   * Holds it.
   *
   * @param use end of the file's name, for instance {@code -ocsp}
   */
  static void hold(Nodes nodes, String use) throws IOException, InterruptedException {
    hold(nodes, successor(use));
  }

  /** Holds the ceremony of a file. */
  static void hold(Nodes nodes, Path file) throws IOException, InterruptedException {
    assertThat(run(nodes, file, 0)).contains("Ceremony held");
  }

  /**
   * The same, with a copy of the file in which some text is another.
   *
   * @param changes texts and what stands in their places
   */
  static void holdChanged(Nodes nodes, String use, String... changes)
      throws IOException, InterruptedException {
    String text = Files.readString(successor(use));
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Path copy = nodes.home().resolve("successor" + use + ".properties");
    hold(nodes, Files.writeString(copy, text));
  }

  /** The output of the command when it refuses the shipped file. */
  static String refused(Nodes nodes, String use) throws IOException, InterruptedException {
    return run(nodes, successor(use), 1);
  }

  /** The output of the command when the same is not waived. */
  static String refusedUnannounced(Nodes nodes, String use)
      throws IOException, InterruptedException {
    String waived = "${BAILIWICK_ANNOUNCEMENT:-required}";
    String text = Files.readString(successor(use));
    assertThat(text).contains(waived);
    Path copy = nodes.home().resolve("unannounced" + use + ".properties");
    return run(nodes, Files.writeString(copy, text.replace(waived, "required")), 1);
  }

  /** A shipped file, by its name without ending. */
  static Path shipped(String name) {
    return folder().resolve(name + ".properties");
  }

  private static Path successor(String use) {
    return shipped("successor" + use);
  }

  private static Path folder() {
    return Path.of(System.getProperty("bailiwick.root"), "hsm-config", "ceremony");
  }

  private static String run(Nodes nodes, Path file, int expected)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(folder().resolve("run.sh").toString(), file.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("BAILIWICK_BUILT", "yes");
    builder.environment().put("BAILIWICK_IN_SERVICE", IN_SERVICE);
    builder.environment().put("BAILIWICK_ANNOUNCEMENT", "waived");
    String plain = nodes.plain("/").toString();
    builder.environment().put("BAILIWICK_PLAIN_URL", plain.substring(0, plain.length() - 1));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(expected);
    return output;
  }
}
