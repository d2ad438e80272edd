package org.bailiwick.master.journal;

import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * An attempt that is about to begin. {@code agentId} is the identifier that the registry gave the
 * agent.
 */
public record AttemptStart(
    String jobId,
    String stepId,
    int number,
    String agentId,
    String agent,
    String serial,
    TokenRecord token) {}
