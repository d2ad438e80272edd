/**
 * Runs a node's periodic tasks. Door: {@link org.bailiwick.node.periodic.PeriodicTasks}.
 *
 * <p>Invariants: pauses are elapsed time, whatever the clock says; a task never runs twice at the
 * same time, and a failure does not end it.
 */
package org.bailiwick.node.periodic;
