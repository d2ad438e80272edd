/**
 * Evidence in, a verified applicant out (requirements R6, R9 to R12).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.EvidenceReview}. Invariants: what was asked for is
 * read from the bytes that the device or the agent signed and from nowhere else; CSR, EAT, nonce
 * and further evidence are bound to that signature; only the public key is taken from a CSR;
 * nothing is written here. The requests as they come are in {@code request}, certification requests
 * in {@code csr}. Each kind of initial trust has a sub-package; what they share is in {@code
 * anchor}.
 */
package org.bailiwick.aca.evidence;
