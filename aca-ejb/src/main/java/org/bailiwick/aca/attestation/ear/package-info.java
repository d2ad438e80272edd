/**
 * Reads EAT Attestation Results (draft-ietf-rats-ear-03, draft-ietf-rats-ar4si).
 *
 * <p>Doors: {@link org.bailiwick.aca.attestation.ear.EarToken} and, after its verification, {@link
 * org.bailiwick.aca.attestation.ear.EarClaims}. Invariants: a result is read only after a trusted
 * Verifier's signature on it is verified; a status is never better than its worst claim, and the
 * overall status never better than a submodule's; an unknown profile, status or claim of a vector
 * is refused.
 */
package org.bailiwick.aca.attestation.ear;
