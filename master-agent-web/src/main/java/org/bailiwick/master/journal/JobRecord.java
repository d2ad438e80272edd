package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job with its steps in the caller's order, without its request and its results. */
public record JobRecord(
    String jobId, JobOwner owner, Origin origin, Progress progress, List<StepRecord> steps) {

  /**
   * The transaction id, the token from which all tokens of the job descend, the purpose, and the id
   * of the plan, which only rows of earlier versions lack.
   */
  public record Origin(String txn, String rootJti, String purpose, Optional<String> planId) {}

  /**
   * The state of the job, the reason for this state, and the job's times, also that of the deletion
   * of its inputs and results.
   */
  public record Progress(
      ExecutionState state,
      Optional<String> reason,
      Instant createdAt,
      Instant deadline,
      Optional<Instant> endedAt,
      Optional<Instant> textsDeletedAt) {}

  /** The end of a job in this state. */
  public record End(String jobId, ExecutionState state, Optional<String> reason) {}

  public JobRecord {
    steps = List.copyOf(steps);
  }

  public ExecutionState state() {
    return progress.state();
  }

  public Optional<String> reason() {
    return progress.reason();
  }
}
