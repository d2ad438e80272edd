package org.bailiwick.command.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The key and certificate files of a home's operators. */
final class OperatorFiles {
  private static final String CERTIFICATE = ".pem";

  private OperatorFiles() {}

  /** The refusal for an operator whose files are not there; it names those that are. */
  static IllegalStateException missing(Path home, String operator, NoSuchFileException cause) {
    List<String> known = names(home.resolve("operators"));
    String text =
        "Cannot act as %s of %s: there is no file %s".formatted(operator, home, cause.getFile());
    String remedy =
        known.isEmpty()
            ? "./bailiwick up makes the keys of operators; --home names another home."
            : "--as names an operator: " + String.join(" or ", known) + ".";
    return new IllegalStateException(text + "\n  " + remedy, cause);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(CERTIFICATE))
          .map(name -> name.substring(0, name.length() - CERTIFICATE.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
