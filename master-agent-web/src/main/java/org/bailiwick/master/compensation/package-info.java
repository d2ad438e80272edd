/**
 * Undoes what a job has done that did not come to its end. Doors: {@link
 * org.bailiwick.master.compensation.JobCompensations} for the outbox, {@link
 * org.bailiwick.master.compensation.CompensatedScope} for the intake.
 *
 * <p>Invariants: what is undone is what the signed plan and the operator's catalogue say, never
 * what an agent answers; a compensation has no capability that the job's own scope lacks; it is a
 * job of its own, stored once, whose steps are released like any others.
 */
package org.bailiwick.master.compensation;
