/**
 * The catalogue of capability types as this node has it: the operator's reviewed files, read again
 * within two seconds, and what follows from them for jobs and steps. Door: {@link
 * org.bailiwick.master.catalogue.Catalogue}.
 *
 * <p>Invariants: without the setting nothing follows; with it, a capability that has no entry is
 * not planned and not called, and while a file of the entry has a fault, jobs and steps wait; a
 * value that is not of its type is neither sent nor kept.
 */
package org.bailiwick.master.catalogue;
