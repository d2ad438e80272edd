package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job with its steps in the caller's order. {@code request} is the text that was accepted. */
public record JobRecord(
    String jobId,
    String txn,
    JobOwner owner,
    String rootJti,
    String purpose,
    String request,
    ExecutionState state,
    Optional<String> reason,
    Instant createdAt,
    Instant deadline,
    Optional<Instant> endedAt,
    List<StepRecord> steps) {

  public JobRecord {
    steps = List.copyOf(steps);
  }
}
