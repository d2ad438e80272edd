/**
 * Enrolments that officers have to approve (a profile's {@code approvers}): accepted with their
 * proofs verified, and issued when as many different officers as the profile asks for agreed.
 *
 * <p>Doors: {@link org.bailiwick.aca.waiting.WaitingEnrolments} for officers, {@link
 * org.bailiwick.aca.waiting.WaitingEnrolmentStore} for issuance. Invariants: an approval is of one
 * request, named by its digest; an officer counts once; an enrolment ends once, by a row: issued in
 * the transaction of the reservation, rejected, or expired.
 */
package org.bailiwick.aca.waiting;
