package org.bailiwick.node.lookup;

import java.time.Instant;
import java.util.Optional;

/**
 * A row that a lookup found, without its key.
 *
 * @param first text of the statement's second column; empty for a null
 * @param second text of the third column; empty for a null
 * @param at time of the fourth column
 */
public record FoundRow(String first, String second, Optional<Instant> at) {

  /** A row without further values. */
  public static FoundRow present() {
    return of("", "");
  }

  public static FoundRow of(String first, String second) {
    return new FoundRow(first, second, Optional.empty());
  }
}
