package org.bailiwick.client.anchor;

import org.bailiwick.client.tpm.TpmAttestation;

/** A TPM that has the agent's key (docs/anchors/tpm.md). */
public record TpmEvidence(TpmAttestation attestation) implements InitialEvidence {
  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    return new EnrolmentEvidence(
        "tpm",
        attestation.value(request.nonce(), request.key().getPrivate(), request.tpmChallenge()));
  }
}
