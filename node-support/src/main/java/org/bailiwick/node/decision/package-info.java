/**
 * Asks the decision port and writes the answer down. Door: {@link
 * org.bailiwick.node.decision.Gate}.
 *
 * <p>Invariants: every decision of a component goes through here, so no role is checked anywhere
 * else; a denial is durable in the audit log before it is answered; a permit comes back as the
 * audit entry that the caller commits together with what it permits; both carry inputs, reasons and
 * policy version.
 */
package org.bailiwick.node.decision;
