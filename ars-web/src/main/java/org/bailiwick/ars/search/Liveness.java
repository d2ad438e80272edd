package org.bailiwick.ars.search;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/** What agents tell of their state at present. */
@FunctionalInterface
public interface Liveness {

  /**
   * What an agent told last.
   *
   * @param load in percent; empty if it did not tell
   * @param silent whether its heartbeat has stopped
   * @param view the same as answers show it
   */
  record Heard(OptionalInt load, boolean silent, JsonObject view) {}

  /** What this agent told last; empty if it never told anything. */
  Optional<Heard> of(String identifier);
}
