/**
 * Unverified requests of applicants: a submission with a signed statement, or a CSR alone.
 *
 * <p>Doors: {@link org.bailiwick.aca.evidence.request.Submission} and {@link
 * org.bailiwick.aca.evidence.request.ForeseenRequest}. Invariants: two requests are the same
 * exactly when their digests are equal; their text forms contain no secret.
 */
package org.bailiwick.aca.evidence.request;
