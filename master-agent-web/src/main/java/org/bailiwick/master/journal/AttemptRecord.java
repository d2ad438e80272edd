package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.Optional;

/** One attempt at a step, which is a call of an agent. Numbers begin at 1. */
public record AttemptRecord(
    int number,
    String agent,
    String serial,
    ExecutionState state,
    Instant startedAt,
    Optional<Instant> endedAt,
    Optional<String> reason) {

  /** The end of an attempt that another attempt follows, with a reason code. */
  public record End(String jobId, String stepId, int number, String reason) {}
}
