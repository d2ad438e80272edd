/**
 * The HTTPS server of an agent, which receives steps of jobs, verifies the token of each, and
 * executes each once.
 *
 * <p>Door: {@link org.bailiwick.client.work.AgentRuntime}; an agent gives it a {@link
 * org.bailiwick.client.work.Work} per capability. Invariants: nothing is done without a client
 * certificate of the domain that is known not to be revoked, a credential of the agent's own that
 * is in force, and a Txn-Token whose scope covers the capability; a repeated Idempotency-Key gets
 * the first answer; a refusal is a problem document. The calling side is {@link
 * org.bailiwick.client.job.WorkClient}.
 */
package org.bailiwick.client.work;
