package org.bailiwick.broker.directory;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A value of a reviewed operation: {@code :name} stands for the value of a parameter as a whole,
 * and anything else for itself.
 */
record Slot(String text, Optional<String> parameter) {
  private static final Pattern PARAMETER = Pattern.compile(":([a-z][a-z0-9_]{0,62})");

  /**
   * Reads a value of a file.
   *
   * @throws IllegalArgumentException for one that begins with a colon and names no parameter
   */
  static Slot parse(String text) {
    Matcher name = PARAMETER.matcher(text);
    if (name.matches()) {
      return new Slot(text, Optional.of(name.group(1)));
    }
    if (text.startsWith(":")) {
      throw new IllegalArgumentException("has a value that begins with a colon: " + text);
    }
    return new Slot(text, Optional.empty());
  }

  /** The value for these values of the parameters. */
  String fill(Map<String, String> values) {
    return parameter.map(values::get).orElse(text);
  }

  Stream<String> names() {
    return parameter.stream();
  }
}
