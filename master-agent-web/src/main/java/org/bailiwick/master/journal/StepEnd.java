package org.bailiwick.master.journal;

import java.util.Optional;

/** The end of a step: with a result (JSON text) when done, with a reason otherwise. */
public record StepEnd(
    String jobId,
    String stepId,
    ExecutionState state,
    Optional<String> result,
    Optional<String> reason) {

  public static StepEnd done(String jobId, String stepId, String result) {
    return new StepEnd(jobId, stepId, ExecutionState.DONE, Optional.of(result), Optional.empty());
  }

  /** The end of a step without result, which has failed or was cancelled. */
  public static StepEnd of(ExecutionState state, String jobId, String stepId, String reason) {
    return new StepEnd(jobId, stepId, state, Optional.empty(), Optional.of(reason));
  }
}
