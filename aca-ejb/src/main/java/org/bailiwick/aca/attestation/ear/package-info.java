/**
 * Reading of EAT Attestation Results (draft-ietf-rats-ear-03, draft-ietf-rats-ar4si).
 *
 * <p>Doors: {@link org.bailiwick.aca.attestation.ear.EarToken} and, after its verification, {@link
 * org.bailiwick.aca.attestation.ear.EarClaims}. Invariants: a result is read after the signature of
 * a trusted Verifier; a status is never better than the worst claim under it, nor the overall one
 * better than a submodule's; an unknown profile, status or claim of a vector is refused.
 */
package org.bailiwick.aca.attestation.ear;
