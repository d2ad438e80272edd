/**
 * Verifiers of other parties (requirement R10; RFC 9334 sections 5.1 and 5.2, passport and
 * background check).
 *
 * <p>Doors: {@link org.bailiwick.aca.attestation.verifier.AppointedVerifier} asks them, {@link
 * org.bailiwick.aca.attestation.verifier.TrustedVerifiers} reads what applicants bring of them.
 * Invariants: a Verifier counts only by an operator's file; one that is appointed and can't answer
 * refuses, nobody answers in its place; a result is fresh by our nonce, and one that was brought is
 * bound to a key whose possession was proved.
 */
package org.bailiwick.aca.attestation.verifier;
