/**
 * Asks the decision port and writes the answer down. Door: {@link org.bailiwick.ars.policy.Gate}.
 *
 * <p>Invariants: every decision of the registry goes through here; a denial is durable in the audit
 * log before it is answered; a permit comes back as the audit entry that the caller commits
 * together with what it permits.
 */
package org.bailiwick.ars.policy;
