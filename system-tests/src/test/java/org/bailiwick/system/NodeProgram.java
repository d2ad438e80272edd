package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.status.Tool;

/**
 * A program of Node.js in a folder of {@code src/test/js}. The programs of a folder share the npm
 * packages that its lock file names.
 */
public final class NodeProgram {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final String PACKAGES =
      ROOT.resolve("system-tests/src/test/sh/npm-packages.sh").toString();

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final String folder;
  private final String program;
  private final List<String> environment;
  private final String node;

  /** The program with this name in this folder. */
  public NodeProgram(String folder, String program) {
    this(folder, program, List.of(), "node");
  }

  private NodeProgram(String folder, String program, List<String> environment, String node) {
    this.node = node;
    this.folder = folder;
    this.program = program;
    this.environment = List.copyOf(environment);
  }

  /** The same program, whose own {@code fetch} trusts this certificate as well. */
  public NodeProgram trusting(Path certificate) {
    return new NodeProgram(folder, program, List.of("NODE_EXTRA_CA_CERTS=" + certificate), node);
  }

  /** The same program, run by this Node.js. */
  public NodeProgram by(Path other) {
    return new NodeProgram(folder, program, environment, other.toString());
  }

  /** Where its npm packages are, once one of the folder's programs has run. */
  public Path packages() {
    return place().resolve("node_modules");
  }

  /** The folder with the programs and their npm packages, which are installed. */
  public Path installed() {
    Tool installed = Tool.run(LIMIT, PACKAGES, folder);
    assertThat(installed.exit()).as(installed.output()).isZero();
    return place();
  }

  private Path place() {
    return ROOT.resolve("system-tests/target/js").resolve(folder);
  }

  /** Runs it to its end; what it printed and how it ended. */
  public Tool run(String... arguments) {
    Path place = installed();
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(environment);
    command.addAll(List.of(node, place.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return Tool.run(LIMIT, command.toArray(String[]::new));
  }
}
