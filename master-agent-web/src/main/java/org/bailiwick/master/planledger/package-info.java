/**
 * Stores every accepted plan as a row of its own, with a signed statement about it. Door: {@link
 * org.bailiwick.master.planledger.PlanLedger}.
 *
 * <p>Invariants: only a plan that {@link org.bailiwick.master.workflow.WorkflowPlanner} accepted is
 * signed; a plan is for one job, is stored in the commit that accepts the job, and never changes; a
 * plan whose row or signature does not verify is not executed.
 */
package org.bailiwick.master.planledger;
