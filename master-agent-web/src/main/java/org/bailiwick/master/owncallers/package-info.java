/**
 * Which of the domain's own agents, services and devices may start work, and what: the operator's
 * files. Door: {@link org.bailiwick.master.owncallers.OwnCallers}.
 *
 * <p>Invariants: a workload without a file may start nothing; a file with a fault permits nothing,
 * and the version before it does not stay in use; kind and name of the workload are the place of
 * its file, so a workload has one file at most, and a file is never that of a workload of another
 * kind.
 */
package org.bailiwick.master.owncallers;
