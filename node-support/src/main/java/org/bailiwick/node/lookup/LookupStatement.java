package org.bailiwick.node.lookup;

import java.util.Collections;
import java.util.List;

/**
 * A question about rows of a table, which one SQL statement puts for any number of keys.
 *
 * @param columns four columns: the key, two texts and a time; {@link #NO_TEXT} and {@link #NO_TIME}
 *     stand for those that are not needed. A key of several parts is one text, with a space between
 *     two of them
 * @param from the statement from FROM on, with {@code in (:key)} for each part of the key, in this
 *     order
 * @param fixed values of the parameters before them
 */
public record LookupStatement(String columns, String from, List<String> fixed) {

  public static final String NO_TEXT = "cast(null as varchar(1))";
  public static final String NO_TIME = "cast(null as timestamp(6))";

  /** Asks whether the table has a row with the key in this column. */
  public static LookupStatement presence(String table, String key) {
    return presence(key, "from " + table + " where " + key + " in (:key)", List.of());
  }

  /** Asks whether there is a row; the parameters are those of the record. */
  public static LookupStatement presence(String key, String from, List<String> fixed) {
    return new LookupStatement(String.join(", ", key, NO_TEXT, NO_TEXT, NO_TIME), from, fixed);
  }

  /** A lookup of one key, by its parts. */
  public RowLookup at(String... key) {
    return new RowLookup(this, List.of(key));
  }

  /** The statement for so many keys, whose rows begin with this number. */
  String text(int number, int keys) {
    String parameters = String.join(", ", Collections.nCopies(keys, "?"));
    return "select " + number + ", " + columns + " " + from.replace(":key", parameters);
  }
}
