/**
 * Appraises attestation evidence (requirement R10; RFC 9334 background-check model).
 *
 * <p>Door: {@link org.bailiwick.aca.attestation.AttestationVerifier}; {@link
 * org.bailiwick.aca.attestation.ReferenceValueVerifier} is the built-in one. Invariants: a status
 * is never better than its worst claim; evidence is refused if its Verifier does not answer.
 * Vocabulary: draft-ietf-rats-ear-03, draft-ietf-rats-ar4si.
 */
package org.bailiwick.aca.attestation;
