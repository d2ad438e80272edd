/**
 * Work asked of the Master Agent or of another agent, and the tokens for it.
 *
 * <p>Doors: {@link org.bailiwick.client.job.JobClient} for a caller of another domain, {@link
 * org.bailiwick.client.job.TokenClient} for an agent that passes on a narrower token, {@link
 * org.bailiwick.client.job.WorkClient} for its call of the other agent. Tokens are bound to the
 * connection's certificate: all keep to one TLS context.
 */
package org.bailiwick.client.job;
