/**
 * Work asked of the Master Agent, and tokens from it.
 *
 * <p>Doors: {@link org.bailiwick.client.job.JobClient} for a caller of another domain, {@link
 * org.bailiwick.client.job.TokenClient} for an agent that passes on a narrower token. Tokens are
 * bound to the connection's certificate: both keep to one TLS context.
 */
package org.bailiwick.client.job;
