/**
 * Uses Verifiers of other parties (requirement R10; RFC 9334 sections 5.1 and 5.2, passport and
 * background check).
 *
 * <p>Doors: {@link org.bailiwick.aca.attestation.verifier.AppointedVerifier} asks them, {@link
 * org.bailiwick.aca.attestation.verifier.TrustedVerifiers} reads results that applicants present.
 * Invariants: only an operator's file makes a Verifier trusted; evidence is refused while its
 * Verifier can't answer; a result has the authority's nonce, and a presented one is bound to a key
 * whose possession was proved.
 */
package org.bailiwick.aca.attestation.verifier;
