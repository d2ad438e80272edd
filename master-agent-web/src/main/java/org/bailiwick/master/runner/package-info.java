/**
 * Executes accepted jobs. Door: {@link org.bailiwick.master.runner.WorkflowRunner}.
 *
 * <p>Invariants: no thread waits for an agent; an attempt's row is durable before the agent is
 * called; a finished step is never executed again; after an attempt that may have reached an agent
 * only that agent is called again, with the same idempotency key; accepted work is polled without a
 * slot between two polls, by the node that holds the lease; a job is executed on the node that
 * holds its lease; the revocation of an agent's or the caller's credential ends its calls or jobs
 * at once. The document {@code docs/master-agent.md} explains the rules.
 */
package org.bailiwick.master.runner;
