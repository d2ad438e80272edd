/**
 * Calls of the Master Agent and of other agents, and the tokens for them.
 *
 * <p>Doors: {@link org.bailiwick.client.job.JobClient} for a caller of another domain, {@link
 * org.bailiwick.client.job.TokenClient} for an agent that needs a narrower token, {@link
 * org.bailiwick.client.job.GrantClient} for one that needs a grant for another domain, {@link
 * org.bailiwick.client.job.WorkClient} for the call of another agent. Tokens are bound to the
 * certificate of the connection, so all calls with a token use one TLS context.
 */
package org.bailiwick.client.job;
