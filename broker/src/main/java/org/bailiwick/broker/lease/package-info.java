/**
 * Leases: the credentials that the broker makes at a back end for one call only.
 *
 * <p>Door: {@link org.bailiwick.broker.lease.LeaseBook}. Invariants: a row is durable before its
 * credential is made, and is ended only after the back end has said that the credential does not
 * exist any more; a lease whose time is over, or whose process has died, is ended by the sweeper;
 * the receipt of a lease names the digest of the token that came in and the credential that went
 * out.
 */
package org.bailiwick.broker.lease;
