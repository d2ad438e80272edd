/**
 * Asks the decision point and records the answer. Door: {@link org.bailiwick.node.decision.Gate}.
 *
 * <p>Invariants: every decision of a component goes through this package, and no role is checked
 * elsewhere; a denial is durable in the audit log before it is answered; a permit is an audit entry
 * that the caller commits together with the permitted change; both hold inputs, reasons, deciding
 * policies and policy version.
 */
package org.bailiwick.node.decision;
