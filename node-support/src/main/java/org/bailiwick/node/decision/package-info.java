/**
 * Asks the decision point and records the answer, and remembers the policy versions that the nodes
 * of a component have loaded. Doors: {@link org.bailiwick.node.decision.Gate}, {@link
 * org.bailiwick.node.decision.SharedPolicyVersions}.
 *
 * <p>Invariants: every decision of a component goes through this package, and no role is checked
 * elsewhere; a denial is durable in the audit log before it is answered; a permit is an audit entry
 * that the caller commits together with the permitted change; both hold inputs, reasons, deciding
 * policies and policy version.
 */
package org.bailiwick.node.decision;
