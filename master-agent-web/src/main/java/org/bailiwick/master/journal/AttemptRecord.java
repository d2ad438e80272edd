package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt at a step, which is a call of an asset. Numbers begin at 1.
 *
 * @param statusUrl where the state of its work can be asked for, if the asset has accepted the work
 */
public record AttemptRecord(
    int number,
    String agent,
    String serial,
    ExecutionState state,
    Instant startedAt,
    Optional<Instant> endedAt,
    Optional<String> reason,
    Optional<String> statusUrl) {

  /** The end of an attempt that another attempt follows, with a reason code. */
  public record End(String jobId, String stepId, int number, String reason) {}
}
