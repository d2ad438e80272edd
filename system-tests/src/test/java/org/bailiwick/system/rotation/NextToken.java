package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.system.Nodes;

/**
 * The HSM to which an authority moves. {@code -Dhsm.configuration=FILE -Dhsm.pin-file=FILE} name
 * one of another maker; without them it is a further token of SoftHSM2, through a copy of its
 * library that is a module of its own.
 */
final class NextToken {

  private static final String ROOT = System.getProperty("bailiwick.root");

  private final Nodes nodes;

  private NextToken(Nodes nodes) {
    this.nodes = nodes;
  }

  /** Puts {@code next.cfg} and {@code next.pin} into the home's HSM folder. */
  static NextToken make(Nodes nodes) throws IOException, InterruptedException {
    NextToken next = new NextToken(nodes);
    String given = System.getProperty("hsm.configuration", "");
    if (given.isEmpty()) {
      next.softHsm();
    } else {
      Files.copy(Path.of(given), next.file("next.cfg"));
      Files.copy(
          Path.of(System.getProperty("hsm.pin-file")),
          next.file("next.pin"),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    return next;
  }

  private void softHsm() throws IOException, InterruptedException {
    String own = Nodes.read(file("authority.cfg"));
    Path library =
        Path.of(
            own.lines()
                .filter(line -> line.startsWith("library"))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElseThrow());
    Path copy = Files.copy(library, file("other-module.so"));
    run(
        Map.of("BAILIWICK_TOKENS", "next", "BAILIWICK_PKCS11_MODULE", copy.toString()),
        ROOT + "/hsm-config/init-token.sh");
    assertThat(Nodes.read(file("next.cfg"))).contains(copy.toString());
  }

  /** Destroys the token that the authority had before, with its keys. */
  void destroyTheOther() throws IOException, InterruptedException {
    run(Map.of(), "softhsm2-util", "--delete-token", "--token", "authority");
    Files.delete(file("authority.cfg"));
    Files.delete(file("authority.pin"));
  }

  private void run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("SOFTHSM2_CONF", file("softhsm2.conf").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  Path file(String name) {
    return nodes.home().resolve("hsm").resolve(name);
  }

  /** The authority's settings without those of these names, and with these lines. */
  void settings(String without, String... lines) throws IOException {
    Path file = nodes.home().resolve("authority/bailiwick.properties");
    String text =
        Stream.concat(
                Nodes.read(file).lines().filter(line -> !line.matches(without)), Stream.of(lines))
            .reduce("", (all, line) -> all + line + "\n");
    Files.writeString(file, text);
  }

  /**
   * The changes of a shipped file of a later ceremony whose new key is made in this token.
   *
   * @param made label of the new key
   */
  static String[] inTheNext(String made, String... more) {
    String[] always = {
      "token.authority.configuration",
      "token.next.configuration = hsm/next.cfg\n"
          + "token.next.pin-file = hsm/next.pin\ntoken.authority.configuration",
      "key." + made + ".token = authority",
      "key." + made + ".token = next",
    };
    return Stream.concat(Stream.of(always), Stream.of(more)).toArray(String[]::new);
  }

  /** The same, once the audit key is in this token. */
  static String[] byTheNext(String made) {
    return inTheNext(
        made,
        "key.audit.token = authority",
        "key.audit-2.token = next",
        "key.audit.",
        "key.audit-2.");
  }
}
