package org.bailiwick.master.journal;

import org.bailiwick.master.tokenledger.TokenRecord;

/** One call of an agent, as written before it is made. {@code agentId} is the registry's. */
public record AttemptStart(
    String jobId,
    String stepId,
    int number,
    String agentId,
    String agent,
    String serial,
    TokenRecord token) {}
