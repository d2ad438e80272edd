/**
 * Appraisal of attestation evidence (requirement R10; RFC 9334 background-check model).
 *
 * <p>Door: {@link org.bailiwick.aca.attestation.AttestationVerifier}; {@link
 * org.bailiwick.aca.attestation.ReferenceValueVerifier} is the built-in one. Invariants: a status
 * is never better than the worst claim under it; without an answer of its Verifier, evidence is
 * refused. Vocabulary: draft-ietf-rats-ear-03, draft-ietf-rats-ar4si.
 */
package org.bailiwick.aca.attestation;
