/**
 * An agent's key in a TPM 2.0, and the TPM's evidence about it for the authority
 * (docs/attestors/tpm.md), by Debian's tpm2-tools as child processes.
 *
 * <p>Doors: {@link org.bailiwick.client.tpm.TpmKey} and {@link
 * org.bailiwick.client.tpm.TpmAttestation}. The agent's folder holds both parts of the key as the
 * TPM wrapped them, and the TPM signs. The private key has no encoding, so code that asks for one
 * fails.
 */
package org.bailiwick.client.tpm;
