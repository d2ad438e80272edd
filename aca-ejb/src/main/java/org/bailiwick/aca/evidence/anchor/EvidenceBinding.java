package org.bailiwick.aca.evidence.anchor;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The values that evidence is bound to, all of them checked before.
 *
 * @param agentKey the key to be certified, whose possession was proved
 * @param issuedNonce ours, not expired; it is spent with the reservation. A protocol may do without
 * @param requested the credential that is requested
 */
public record EvidenceBinding(
    PublicKey agentKey, Optional<String> issuedNonce, Instant now, CredentialRequest requested) {

  /** SHA-256 of the agent key's SubjectPublicKeyInfo in base64url. */
  public String agentKeySha256() {
    return Claims.sha256(agentKey.getEncoded());
  }

  /**
   * The nonce, for evidence that has to be made for it.
   *
   * @throws ProblemException EVIDENCE_REJECTED if the request came without one
   */
  public String nonce() {
    return issuedNonce.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.EVIDENCE_REJECTED,
                "evidence-nonce-missing",
                "Evidence of this kind must be made for a nonce of ours."));
  }
}
