package org.bailiwick.broker.database;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reviewed statement with {@code :name} for each parameter, as JDBC takes it.
 *
 * @param jdbc the statement with question marks
 * @param names the names of the parameters in the order of the question marks
 */
record SqlStatement(String jdbc, List<String> names) {
  /**
   * One part of a statement: a literal, a quoted name, a cast, a placeholder, or one other
   * character. Literals with a backslash escape and comments are refused, since what ends them
   * depends on more than this pattern knows.
   */
  private static final Pattern PART =
      Pattern.compile(
          "(?<quoted>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
              + "|(?<cast>::)"
              + "|:(?<name>[a-z][a-z0-9_]*)"
              + "|(?<refused>--|/\\*|[eE](?=')|[uU]&(?=['\"])|[$;?\\\\\"':])"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<other>.)",
          Pattern.DOTALL);

  SqlStatement {
    names = List.copyOf(names);
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException if it has a comment, more than one statement, dollar quotes, a
   *     backslash or a question mark outside of literals, or a literal that is not closed
   */
  static SqlStatement parse(String text) {
    StringBuilder jdbc = new StringBuilder();
    List<String> names = new ArrayList<>();
    Matcher part = PART.matcher(text.strip());
    while (part.find()) {
      if (part.group("refused") != null) {
        throw new IllegalArgumentException(
            "has a comment, a semicolon, a dollar sign, a question mark, an escape, or a literal"
                + " that is not closed, at character "
                + (part.start() + 1));
      }
      if (part.group("name") != null) {
        names.add(part.group("name"));
        jdbc.append('?');
      } else {
        jdbc.append(part.group());
      }
    }
    return new SqlStatement(jdbc.toString(), names);
  }
}
