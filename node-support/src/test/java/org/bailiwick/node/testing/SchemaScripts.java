package org.bailiwick.node.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The SQL of the folder sql/, as the tests of a module read it. */
final class SchemaScripts {
  private static final String FENCE = "```";

  private SchemaScripts() {}

  /** In the order of their numbers; the first begins with the tables that every component has. */
  static List<String> of(String component) {
    try (Stream<Path> files = Files.list(Path.of("..", "sql", component))) {
      List<String> scripts =
          files
              .filter(file -> file.getFileName().toString().matches("V[0-9]+__.*[.]sql"))
              .sorted()
              .map(SchemaScripts::read)
              .toList();
      for (String common : allCommonTables()) {
        if (scripts.stream().noneMatch(script -> script.contains(common.strip()))) {
          throw new IllegalStateException("sql/" + component + " differs from sql/README.md");
        }
      }
      return scripts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The DDL that sql/README.md gives, so that the document cannot differ from what is tested: the
   * common tables, then what later migrations have added to them.
   */
  static List<String> allCommonTables() {
    return Pattern.compile(
            FENCE + "sql\n(create table .*?|alter table .*?)" + FENCE, Pattern.DOTALL)
        .matcher(read(Path.of("..", "sql", "README.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
