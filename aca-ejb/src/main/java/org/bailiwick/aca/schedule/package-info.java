/**
 * Revocations that are due at a time (requirement R15, scheduled decommissioning).
 *
 * <p>Door: {@link org.bailiwick.aca.schedule.RevocationSchedules}. Invariants: a schedule and its
 * end are rows that are never changed; a schedule ends once, in the transaction of what it ended;
 * what was due while no node ran is executed at the next start; the decision port is asked when it
 * is ordered and again when it is executed.
 */
package org.bailiwick.aca.schedule;
