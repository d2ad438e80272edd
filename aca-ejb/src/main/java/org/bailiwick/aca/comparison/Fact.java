package org.bailiwick.aca.comparison;

import java.time.Instant;
import java.util.Optional;

/**
 * A fact that both a row and its event state.
 *
 * @param key names the row
 * @param content the other values that are in both row and event, one a line
 * @param notAfter expiry of the fact's credential, if known; rows of expired credentials may have
 *     been archived
 * @param at time of the row or of the event
 */
record Fact(FactKind kind, String key, String content, Optional<Instant> notAfter, Instant at) {

  Fact(FactKind kind, String key, String content, Instant at) {
    this(kind, key, content, Optional.empty(), at);
  }

  Fact expiring(Instant end) {
    return new Fact(kind, key, content, Optional.of(end), at);
  }

  String name() {
    return kind + " " + key;
  }

  Difference differs(String what) {
    return new Difference(kind.table(), key, what);
  }

  /** The difference when the row of an event is missing. */
  Difference missing() {
    return new Difference(
        kind.table(), key, Difference.MISSING, Optional.of(new Difference.LastEvent(content, at)));
  }
}
