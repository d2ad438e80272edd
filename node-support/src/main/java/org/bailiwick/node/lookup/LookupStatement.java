package org.bailiwick.node.lookup;

import java.util.Collections;
import java.util.List;

/**
 * A query for rows of a table by their keys, for any number of keys in one SQL statement.
 *
 * @param columns four columns: the key, two texts and a time; {@link #NO_TEXT} and {@link #NO_TIME}
 *     replace columns that are not needed. The parts of a key are joined by spaces
 * @param from the statement from FROM on, with {@code in (:key)} for each part of the key in order
 * @param fixed values of the parameters before the keys
 */
public record LookupStatement(String columns, String from, List<String> fixed) {

  public static final String NO_TEXT = "cast(null as varchar(1))";
  public static final String NO_TIME = "cast(null as timestamp(6))";

  /** Finds out whether the table has a row with the key in this column. */
  public static LookupStatement presence(String table, String key) {
    return presence(key, "from " + table + " where " + key + " in (:key)", List.of());
  }

  /** Finds out whether there is a row; parameters as in the record. */
  public static LookupStatement presence(String key, String from, List<String> fixed) {
    return new LookupStatement(String.join(", ", key, NO_TEXT, NO_TEXT, NO_TIME), from, fixed);
  }

  /** A lookup of one key, by its parts. */
  public RowLookup at(String... key) {
    return new RowLookup(this, List.of(key));
  }

  /** The SQL for this number of keys; each row of the result begins with {@code number}. */
  String text(int number, int keys) {
    String parameters = String.join(", ", Collections.nCopies(keys, "?"));
    return "select " + number + ", " + columns + " " + from.replace(":key", parameters);
  }
}
