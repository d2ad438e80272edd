package org.bailiwick.command.lists;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table on a terminal, as wide as its cells need. Cells may hold the text of a caller, so
 * characters that could steer the terminal are replaced.
 */
final class RowTable {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these titles, or without any. */
  RowTable(String... titles) {
    if (titles.length > 0) {
      rows.add(Arrays.stream(titles).map(title -> title.toUpperCase(Locale.ROOT)).toList());
    }
  }

  /** The text of a member for a cell; a dash if the object has none. */
  static String cell(JsonObject object, String member) {
    JsonValue value = object.get(member);
    return value == null ? "-" : text(value);
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case JsonString string -> string.getString();
      case JsonArray items -> items.stream().map(RowTable::text).collect(Collectors.joining(" "));
      default -> value.toString();
    };
  }

  void add(Stream<String> cells) {
    rows.add(cells.map(cell -> UNPRINTABLE.matcher(cell).replaceAll("?")).toList());
  }

  /** Prints the table, which has a row. */
  void print(PrintWriter out) {
    int last = rows.getFirst().size() - 1;
    int[] widths = IntStream.range(0, last).map(this::width).toArray();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < last; column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
      }
      out.println(line.append(row.get(last)));
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
