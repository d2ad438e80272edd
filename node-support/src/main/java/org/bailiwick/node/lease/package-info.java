/**
 * Which node does periodic work. Door: {@link org.bailiwick.node.lease.Lease}.
 *
 * <p>Timers are not persistent and run on every node; the one that holds the lease acts, the others
 * do nothing. Invariant: the row is read and changed under a row lock in one transaction.
 */
package org.bailiwick.node.lease;
