package org.bailiwick.client.attestor;

import org.bailiwick.client.tpm.TpmAttestation;

/** Evidence of the TPM that contains the agent's key (docs/attestors/tpm.md). */
public record TpmEvidence(TpmAttestation attestation) implements InitialEvidence {
  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    return new EnrolmentEvidence(
        "tpm",
        attestation.value(request.nonce(), request.key().getPrivate(), request.tpmChallenge()));
  }
}
