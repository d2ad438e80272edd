package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step of a job and its attempts, oldest first, without its result. {@code planStep} is the id of
 * the plan's step of which it is an instance.
 */
public record StepRecord(
    String stepId,
    Optional<String> planStep,
    String capability,
    ExecutionState state,
    Optional<String> agent,
    Optional<String> reason,
    Optional<Instant> endedAt,
    List<AttemptRecord> attempts) {

  public StepRecord {
    attempts = List.copyOf(attempts);
  }
}
