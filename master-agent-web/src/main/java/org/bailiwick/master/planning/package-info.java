/**
 * Makes the steps of a job from what its caller wants: a named workflow, steps that use one, or a
 * goal. Door: {@link org.bailiwick.master.planning.PlanMaker}.
 *
 * <p>Invariants: whatever makes a plan, the one check of plans and the decision point see the whole
 * of it before anything runs; a workflow's steps come from its reviewed file alone; searches end.
 */
package org.bailiwick.master.planning;
