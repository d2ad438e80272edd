/**
 * What is known of the trustworthiness of an Attester (RFC 9334): the roots of trust in which its
 * evidence ended, and the trustworthiness vector of its Verifier (AR4SI).
 *
 * <p>Door: {@link org.bailiwick.contract.attestation.AttesterTrustworthiness}. Invariants: a value
 * is bounded, and says something; equal values have equal content, whatever the order in which it
 * was given. The encoding in certificates is in {@code credential}.
 */
package org.bailiwick.contract.attestation;
