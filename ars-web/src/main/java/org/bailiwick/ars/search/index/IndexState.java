package org.bailiwick.ars.search.index;

import java.util.Map;

/**
 * How far an index has read the database.
 *
 * @param mark the mark of the registry's revisions; those of another mark are not compared
 * @param revision number of the last change that the index has
 * @param base the revision at which the reading began; 0 when it is complete
 * @param reading names the reading from which entries come
 * @param complete whether the index has been complete before, so that searches may use it
 */
record IndexState(String mark, long revision, long base, String reading, boolean complete) {

  /** Changes with the form of entries. An index of another form is made anew. */
  private static final String FORM = "1";

  private static final String FORM_KEY = "form";
  static final IndexState EMPTY = new IndexState("", 0, 0, "", false);

  /** The state that an index of this form has stored. */
  static boolean isReadable(Map<String, String> stored) {
    return FORM.equals(stored.get(FORM_KEY));
  }

  static IndexState read(Map<String, String> stored) {
    return new IndexState(
        stored.get("mark"),
        Long.parseLong(stored.get("revision")),
        Long.parseLong(stored.get("base")),
        stored.get("reading"),
        Boolean.parseBoolean(stored.get("complete")));
  }

  Map<String, String> stored() {
    return Map.of(
        FORM_KEY,
        FORM,
        "mark",
        mark,
        "revision",
        Long.toString(revision),
        "base",
        Long.toString(base),
        "reading",
        reading,
        "complete",
        Boolean.toString(complete));
  }

  /** The beginning of a reading of everything, while entries from before stay. */
  IndexState begin(String newMark, long present, String newReading) {
    return new IndexState(newMark, 0, present, newReading, complete);
  }

  /** After the entries up to this change. */
  IndexState at(long last) {
    return new IndexState(mark, last, base, reading, complete);
  }

  /** After the last entry of a reading. */
  IndexState completed(long last) {
    return new IndexState(mark, last, 0, reading, true);
  }
}
