/**
 * Runs what a node does again and again without being asked. Door: {@link
 * org.bailiwick.node.periodic.PeriodicTasks}.
 *
 * <p>Invariants: pauses are counted by the time that passes, whatever the clock says; a task never
 * runs twice at once, and its failures do not end it.
 */
package org.bailiwick.node.periodic;
