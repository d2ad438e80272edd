package org.bailiwick.client.anchor;

import org.bailiwick.client.enrolment.EvidenceItem;
import org.bailiwick.client.enrolment.EvidenceRequest;
import org.bailiwick.client.enrolment.InitialEvidence;
import org.bailiwick.client.tpm.TpmAttestation;

/** A TPM that has the agent's key (docs/anchors/tpm.md). */
public record TpmEvidence(TpmAttestation attestation) implements InitialEvidence {
  @Override
  public EvidenceItem item(EvidenceRequest request) {
    return new EvidenceItem(
        "tpm",
        attestation.value(
            request.nonce(), request.key().getPrivate(), request.authority()::tpmChallenge));
  }
}
