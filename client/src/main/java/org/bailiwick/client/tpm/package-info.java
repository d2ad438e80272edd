/**
 * An agent's key in a TPM 2.0, and what the TPM says of it to the authority
 * (docs/attestors/tpm.md), by Debian's tpm2-tools as child processes.
 *
 * <p>Doors: {@link org.bailiwick.client.tpm.TpmKey} and {@link
 * org.bailiwick.client.tpm.TpmAttestation}. The folder holds the two halves as the TPM wrapped
 * them; signatures are made inside. The private key has no encoding, so code that wants one fails.
 */
package org.bailiwick.client.tpm;
