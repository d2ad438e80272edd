package org.bailiwick.aca.evidence.attestor;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The verified values that evidence is bound to.
 *
 * @param agentKey the key to be certified, whose possession was proved
 * @param issuedNonce the authority's unexpired nonce, which the reservation spends; empty where the
 *     protocol needs none
 * @param requested the credential that is requested
 */
public record EvidenceBinding(
    PublicKey agentKey, Optional<String> issuedNonce, Instant now, CredentialRequest requested) {

  /** SHA-256 of the agent key's SubjectPublicKeyInfo in base64url. */
  public String agentKeySha256() {
    return Claims.sha256(agentKey.getEncoded());
  }

  /**
   * The nonce, for evidence that must answer it.
   *
   * @throws ProblemException EVIDENCE_REJECTED if the request came without one
   */
  public String nonce() {
    return issuedNonce.orElseThrow(
        () ->
            EvidenceRefusal.rejected(
                "evidence-nonce-missing",
                "Evidence of this kind must be made for a nonce of ours."));
  }
}
