/**
 * Selects the node that does periodic work. Door: {@link org.bailiwick.node.lease.Lease}.
 *
 * <p>Timers run on every node; only the node that holds the lease does the work. Invariant: the row
 * is read and changed under a row lock in one transaction.
 */
package org.bailiwick.node.lease;
