package org.bailiwick.enforcement;

import java.time.Instant;

/**
 * A token by which one workload calls another one now.
 *
 * @param task its name: job, step and token id, separated by slashes
 * @param txn the transaction
 * @param caller the SPIFFE id of an agent, or of a node of the Master Agent
 * @param callee the SPIFFE id of an agent
 * @param until when it ends at the latest
 */
public record TaskFlow(String task, String txn, String caller, String callee, Instant until) {}
