package org.bailiwick.master.journal;

import java.time.Instant;
import java.util.Optional;

/** One call of an agent for a step; numbers begin at 1. */
public record AttemptRecord(
    int number,
    String agent,
    String serial,
    ExecutionState state,
    Instant startedAt,
    Optional<Instant> endedAt,
    Optional<String> reason) {}
