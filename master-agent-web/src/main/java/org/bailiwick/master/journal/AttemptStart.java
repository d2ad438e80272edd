package org.bailiwick.master.journal;

import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * An attempt that is about to begin, or to be polled, with the token for this call. {@code agentId}
 * is the registry's identifier.
 */
public record AttemptStart(
    String jobId,
    String stepId,
    int number,
    String agentId,
    String agent,
    String serial,
    TokenRecord token) {

  /** An attempt whose work was accepted, where its state can be asked for, and this state. */
  public record Accepted(AttemptStart attempt, String statusUrl, ExecutionState state) {}
}
