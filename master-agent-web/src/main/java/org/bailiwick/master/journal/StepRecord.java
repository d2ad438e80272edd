package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A step and its attempts, oldest first, without its result. */
public record StepRecord(
    String stepId,
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
