/**
 * Selects the process that does work which only one may do. Door: {@link
 * org.bailiwick.node.lease.Lease}.
 *
 * <p>Timers run in every process; only the one that holds the lease does the work. Invariants: the
 * row is read and changed under a row lock in one transaction; each acquisition has a higher number
 * than the one before, and {@link org.bailiwick.node.lease.HeldLease} refuses the writes of an
 * earlier one.
 */
package org.bailiwick.node.lease;
