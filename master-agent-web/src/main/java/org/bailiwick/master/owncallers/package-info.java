/**
 * Which of the domain's own agents may start work, and what: the operator's files. Door: {@link
 * org.bailiwick.master.owncallers.OwnCallers}.
 *
 * <p>Invariants: an agent without a file may start nothing; a file with a fault permits nothing,
 * and the version before it does not stay in use; a file's name is its agent's name, so an agent
 * has one file at most.
 */
package org.bailiwick.master.owncallers;
