/**
 * Steps about which a person decides: before the order is sent, and after its answer was lost.
 * Doors: {@link org.bailiwick.master.approval.Approvals} for the runner, {@link
 * org.bailiwick.master.approval.ApprovalControl} for those who decide.
 *
 * <p>Invariants: a request names by its id exactly what is decided, with the digest of the
 * parameters, and is never changed; a step has one request of each kind; an approver counts once
 * and never decides about an own job; a decision that comes after the end of job or time, or about
 * other parameters, is refused; a decision has no effect by itself, since the release of the step
 * asks for everything else again, and of people who decided whether they still may.
 */
package org.bailiwick.master.approval;
