package org.bailiwick.node.lists;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The entries of one list, in an order that a position continues. */
public interface ListSource {

  /** Name of the list in answers and in policies. */
  String name();

  /** The filters of the list with the values that each may have; no values stand for any text. */
  Map<String, Set<String>> filters();

  /** Whether the entries have a time, by which {@code since} selects them. */
  boolean hasTimes();

  /**
   * The next entries that the query selects.
   *
   * @param after position of the last entry that the reader has
   * @param most the most entries to return
   */
  List<Entry> entries(ListQuery query, Optional<String> after, int most);

  /**
   * An entry of a list.
   *
   * @param position the place after which the next page begins
   * @param members the entry as a JSON object; never an input, a result or a token
   */
  record Entry(String position, Map<String, Object> members) {}
}
