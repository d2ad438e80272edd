package org.bailiwick.contract.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents whose commands a reader types. */
public final class PagesWithCommands {
  /** The root of the sources, as seen from a module in which tests run. */
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Records keep the commands of their day. */
  private static final Pattern RECORDS =
      Pattern.compile("docs/decisions/.*|docs/(progress|coverage)\\.md");

  private PagesWithCommands() {}

  /** Their files; a page among them may have no command. */
  public static List<Path> files() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              docs,
              Stream.of("README.md", "CONTRIBUTING.md", "hsm-config/README.md", "sql/README.md")
                  .map(ROOT::resolve))
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !RECORDS.matcher(name(file)).matches())
          .toList();
    }
  }

  /** The path of a page below the root. */
  public static String name(Path page) {
    return ROOT.relativize(page).toString();
  }
}
