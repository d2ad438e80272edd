/**
 * Turns the evidence of an applicant into a verified applicant (requirements R6, R9 to R12).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.EvidenceReview}. Invariants: a request is read only
 * from the bytes that the device or the agent signed; CSR, EAT, nonce and further evidence are
 * bound to that signature; only the public key is taken from a CSR; nothing is written here.
 * Unverified requests are in {@code request}, certification requests in {@code csr}. Each attestor
 * has a sub-package; {@code attestor} has their interface.
 */
package org.bailiwick.aca.evidence;
