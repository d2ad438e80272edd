package org.bailiwick.node.lists;

import java.time.Instant;

/**
 * The place of a row in a list that is ordered by time, and by identifier among rows of one time.
 */
public record ListPosition(Instant at, String id) {

  /** Reads what {@link #text} wrote; page tokens authenticate it, so it is not checked again. */
  public static ListPosition parse(String text) {
    int blank = text.indexOf(' ');
    return new ListPosition(Instant.parse(text.substring(0, blank)), text.substring(blank + 1));
  }

  /** The position as a page token holds it. */
  public String text() {
    return at + " " + id;
  }
}
