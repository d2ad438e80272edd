package org.bailiwick.command.campus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of an operator with an entry in each line. */
final class LineFile {
  private LineFile() {}

  /**
   * An entry.
   *
   * @param place the beginning of a sentence about what is wrong in it
   */
  record Entry(String place, String text) {}

  /** The entries; empty lines and those that begin with {@code #} are left out. */
  static List<Entry> entries(Path file) {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = lines(file);
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(new Entry(file + ", line " + (at + 1) + ": ", line));
      }
    }
    return entries;
  }

  /** All lines of a file, which must be UTF-8. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /**
   * Requires what an entry or file must have.
   *
   * @throws IllegalArgumentException with this sentence
   */
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
