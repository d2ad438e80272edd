/**
 * Revocation orders that are due at a later time (requirement R15, scheduled decommissioning).
 *
 * <p>Door: {@link org.bailiwick.aca.schedule.RevocationSchedules}. Invariants: a schedule and its
 * end are rows that are never changed; a schedule ends once, in the transaction of its revocations;
 * an order that was due while no node ran is executed at the next start; the decision point is
 * asked when a revocation is ordered and again when it is executed.
 */
package org.bailiwick.aca.schedule;
