/**
 * Tells the Master Agent of leases, and hears from it which of them have to end because their token
 * has ended (docs/decisions/0107-leases-of-a-transaction.md).
 *
 * <p>Door: {@link org.bailiwick.broker.leasereport.LeaseReporter}. Invariants: what is to be told
 * is in the rows of the leases, so that it survives the process and an absent Master Agent; no call
 * waits for a report; a report that was acknowledged is not sent again; while the Master Agent is
 * away, the time limit of each lease holds.
 */
package org.bailiwick.broker.leasereport;
