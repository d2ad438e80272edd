/**
 * The attestor {@code tpm}: a TPM 2.0 (requirements R6, R9 and R10).
 *
 * <p>Doors: {@link org.bailiwick.aca.evidence.tpm.ActivationDesk} for the first message, {@link
 * org.bailiwick.aca.evidence.tpm.TpmAttestor} for the second. Invariants: nothing is stored between
 * them; a statement of a TPM is accepted only under an attestation key that was proved to be in the
 * same TPM as a certified endorsement key, for the authority's nonce; the agent's key was made in
 * that TPM and can't leave it. Terms: TCG TPM 2.0 Library, TCG EK Credential Profile.
 */
package org.bailiwick.aca.evidence.tpm;
