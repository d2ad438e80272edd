package org.bailiwick.master.journal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The state of a job, step or attempt. Only a step waits, for its turn or for people. The work of a
 * submitted or working step or attempt was accepted by its asset, which is asked for the result.
 * The last five states are final; unknown is a step of which nobody knows whether its work was
 * done.
 */
public enum ExecutionState {
  WAITING,
  WAITING_FOR_APPROVAL,
  WAITING_FOR_OUTCOME,
  RUNNING,
  SUBMITTED,
  WORKING,
  DONE,
  FAILED,
  CANCELLED,
  UNKNOWN,
  /** Of a step alone: its plan says that it is not to be done. */
  SKIPPED;

  /** The states that only a step has. */
  public static final Set<ExecutionState> OF_STEPS =
      Set.of(WAITING, WAITING_FOR_APPROVAL, WAITING_FOR_OUTCOME, UNKNOWN, SKIPPED);

  private static final Set<ExecutionState> FINAL =
      Set.of(DONE, FAILED, CANCELLED, UNKNOWN, SKIPPED);

  public boolean isFinal() {
    return FINAL.contains(this);
  }

  /** Whether this text of the database is a final state; an unknown text is not. */
  static boolean isFinal(String text) {
    return Arrays.stream(values()).anyMatch(it -> it.isFinal() && it.text().equals(text));
  }

  /** The text in the database and in answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ExecutionState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
