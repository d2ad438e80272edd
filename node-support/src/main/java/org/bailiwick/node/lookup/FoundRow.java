package org.bailiwick.node.lookup;

import java.time.Instant;
import java.util.Optional;

/**
 * A row that a lookup found, as far as its statement reads it.
 *
 * @param first text of the second column; empty for a null
 * @param second text of the third column; empty for a null
 * @param at time of the fourth column
 */
public record FoundRow(String first, String second, Optional<Instant> at) {

  /** A row of which only the presence counts. */
  public static FoundRow present() {
    return of("", "");
  }

  public static FoundRow of(String first, String second) {
    return new FoundRow(first, second, Optional.empty());
  }
}
