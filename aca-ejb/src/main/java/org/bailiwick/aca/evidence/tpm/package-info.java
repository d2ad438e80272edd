/**
 * Initial trust from a TPM 2.0 (requirements R6, R9 and R10).
 *
 * <p>Doors: {@link org.bailiwick.aca.evidence.tpm.ActivationDesk} for the first message, {@link
 * org.bailiwick.aca.evidence.tpm.TpmTrust} for the second. Invariants: nothing is kept between
 * them; what a TPM says counts only under an attestation key that this TPM showed to hold beside
 * its certified endorsement key, for our nonce; an agent's key was made in that TPM and can't leave
 * it. Vocabulary: TCG TPM 2.0 Library, TCG EK Credential Profile.
 */
package org.bailiwick.aca.evidence.tpm;
