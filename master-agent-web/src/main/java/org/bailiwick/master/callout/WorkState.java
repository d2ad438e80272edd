package org.bailiwick.master.callout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The state of accepted work that has no result yet. */
public enum WorkState {
  /** The work has not begun. */
  SUBMITTED,
  /** The work is under way. */
  WORKING,
  /** The work cannot go on without something that neither the order nor its results have. */
  NEEDS_INPUT;

  /** The text in an answer. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<WorkState> find(String text) {
    return Arrays.stream(values()).filter(state -> state.text().equals(text)).findFirst();
  }
}
