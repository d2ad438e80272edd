/**
 * Runs accepted jobs. The door is {@link org.bailiwick.master.runner.WorkflowRunner}.
 *
 * <p>Invariants: no thread waits for an agent; an attempt's row is durable before the agent is
 * called; a finished step is never run again; after an attempt that may have reached an agent only
 * that agent is asked again, with the same idempotency key; a job runs on the node that holds its
 * lease; the end of an agent's or the caller's credential ends what runs on it at once.
 * docs/master-agent.md has the rules in words.
 */
package org.bailiwick.master.runner;
