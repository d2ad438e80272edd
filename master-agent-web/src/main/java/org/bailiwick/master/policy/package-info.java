/**
 * Asks the decision port and writes the answer down. The door is {@link
 * org.bailiwick.master.policy.Gate}.
 *
 * <p>Invariants: every decision of the Master Agent goes through here; a denial is durable in the
 * audit log before it is answered; a permit is returned as the audit entry that the caller commits
 * together with what it permits.
 */
package org.bailiwick.master.policy;
