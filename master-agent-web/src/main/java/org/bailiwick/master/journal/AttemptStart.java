package org.bailiwick.master.journal;

import org.bailiwick.master.tokenledger.TokenRecord;

/** An attempt that is about to begin. {@code agentId} is the registry's identifier. */
public record AttemptStart(
    String jobId,
    String stepId,
    int number,
    String agentId,
    String agent,
    String serial,
    TokenRecord token) {}
