package org.bailiwick.system.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Maven project in a folder, which finds the product's artifacts in the repository that they were
 * deployed to. Its own local repository begins empty, so that nothing of the build that runs is in
 * it; what Maven Central has, it copies out of the one of this account.
 */
final class OutsideProject {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.root"));
  private static final List<String> PUBLISHED =
      List.of("bom", "agent-contract", "client", "jaxrs-enforcement");

  private final Path temp;

  OutsideProject(Path temp) {
    this.temp = temp;
  }

  Path folder() {
    return temp.resolve("project");
  }

  Path repository() {
    return temp.resolve("home/bailiwick-maven");
  }

  /**
   * Runs the command in a copy of the sources that it deploys, so that it writes nothing where
   * other tests read. Modules that it does not build are links.
   */
  void deploy(String command) throws IOException {
    Path copy = Files.createDirectories(temp.resolve("clone"));
    Files.createDirectories(temp.resolve("home"));
    try (Stream<Path> entries = Files.list(ROOT)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (!PUBLISHED.contains(name) && !name.equals("target") && !name.equals(".git")) {
          Files.createSymbolicLink(copy.resolve(name), entry);
        }
      }
    }
    Files.delete(copy.resolve("pom.xml"));
    Files.copy(ROOT.resolve("pom.xml"), copy.resolve("pom.xml"));
    try (Terminal terminal = new Terminal(copy, temp)) {
      for (String module : PUBLISHED) {
        terminal.run(LIMIT, "cp -a '" + ROOT.resolve(module) + "' .");
      }
      // Compiled before, by the build that checked style and format; no class is older than its
      // source.
      terminal
          .with("HOME", temp.resolve("home").toString())
          .with(
              "MAVEN_ARGS",
              "-Dmaven.compiler.useIncrementalCompilation=false -Dspotless.check.skip"
                  + " -Dcheckstyle.skip")
          .run(LIMIT, command);
    }
  }

  /** Writes a source below {@code src/main/java}. */
  void source(String name, String text) throws IOException {
    Path sources = Files.createDirectories(folder().resolve("src/main/java"));
    Files.writeString(sources.resolve(name), text);
  }

  /** A source of {@code src/test/project}, with text in the place of a line. */
  void template(String name, String line, String text) throws IOException {
    String template = Files.readString(ROOT.resolve("system-tests/src/test/project").resolve(name));
    assertThat(template).contains(line);
    source(name, template.replace(line, text));
  }

  void build(String pom, String command) throws IOException {
    Files.writeString(folder().resolve("pom.xml"), pom);
    Files.writeString(
        temp.resolve("settings.xml"),
        """
        <settings>
          <mirrors><mirror><id>here</id><mirrorOf>central</mirrorOf><url>file://%s</url></mirror></mirrors>
        </settings>
        """
            .formatted(System.getProperty("maven.local")));
    try (Terminal terminal = new Terminal(folder(), temp)) {
      terminal
          .with("BAILIWICK_MAVEN", repository().toString())
          .with(
              "MAVEN_ARGS",
              "-s %s -Dmaven.repo.local=%s"
                  .formatted(temp.resolve("settings.xml"), temp.resolve("m2")))
          .run(LIMIT, command);
    }
  }

  /** The jars that its programs run with. */
  List<String> libraries() throws IOException {
    try (Stream<Path> jars = Files.list(folder().resolve("target/lib"))) {
      return jars.map(jar -> jar.getFileName().toString()).sorted().toList();
    }
  }

  /** The names of the files of an artifact in the repository. */
  List<String> deployed(String artifact) throws IOException {
    Path place = repository().resolve("org/bailiwick").resolve(artifact);
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  /** The POM of an artifact in the repository. */
  String pom(String artifact) throws IOException {
    Path place = repository().resolve("org/bailiwick").resolve(artifact);
    try (Stream<Path> files = Files.walk(place)) {
      Path pom = files.filter(file -> file.toString().endsWith(".pom")).findFirst().orElseThrow();
      return Files.readString(pom);
    }
  }
}
