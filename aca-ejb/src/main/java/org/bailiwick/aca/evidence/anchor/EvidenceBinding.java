package org.bailiwick.aca.evidence.anchor;

import java.security.PublicKey;
import java.time.Instant;
import org.bailiwick.aca.claims.Claims;

/**
 * What evidence may be bound to, all of it checked before.
 *
 * @param agentKey the key to be certified, whose possession was proved
 * @param nonce ours, not expired; it is spent with the reservation
 */
public record EvidenceBinding(PublicKey agentKey, String nonce, Instant now) {

  /** SHA-256 of the agent key's SubjectPublicKeyInfo in base64url. */
  public String agentKeySha256() {
    return Claims.sha256(agentKey.getEncoded());
  }
}
