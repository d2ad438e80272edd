package org.bailiwick.master.journal;

import java.util.Arrays;
import java.util.Locale;

/**
 * The state of a job, step or attempt. Only a step waits. The work of a submitted or working step
 * or attempt was accepted by its asset, which is asked for the result. The last four states are
 * final.
 */
public enum ExecutionState {
  WAITING,
  RUNNING,
  SUBMITTED,
  WORKING,
  DONE,
  FAILED,
  CANCELLED,
  /** Of a step alone: its plan says that it is not to be done. */
  SKIPPED;

  public boolean isFinal() {
    return this == DONE || this == FAILED || this == CANCELLED || this == SKIPPED;
  }

  /** Whether this text of the database is a final state; an unknown text is not. */
  static boolean isFinal(String text) {
    return Arrays.stream(values()).anyMatch(it -> it.isFinal() && it.text().equals(text));
  }

  /** The text in the database and in answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ExecutionState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
