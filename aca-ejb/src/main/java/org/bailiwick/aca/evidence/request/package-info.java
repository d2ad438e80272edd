/**
 * The requests of applicants as they come, unverified: a submission with a statement that device or
 * agent signed, or a CSR alone for a credential that an operator has foreseen.
 *
 * <p>Doors: {@link org.bailiwick.aca.evidence.request.Submission} and {@link
 * org.bailiwick.aca.evidence.request.ForeseenRequest}. Invariants: two requests are the same
 * exactly when their digests are equal; no secret of theirs is in their text form.
 */
package org.bailiwick.aca.evidence.request;
