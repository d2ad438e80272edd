/**
 * Shows the plan that a request would have. Door: {@link
 * org.bailiwick.master.planview.PlanResource}.
 *
 * <p>Invariants: a caller sees no plan that it could not have executed now; nothing runs.
 */
package org.bailiwick.master.planview;
