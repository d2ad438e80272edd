package org.bailiwick.aca.wit;

import java.security.PublicKey;
import java.time.Instant;
import org.bailiwick.node.jose.PublicJwk;

/**
 * A key that a ceremony made to sign Workload Identity Tokens.
 *
 * @param label its label in the HSM
 * @param madeAt time of the ceremony
 * @param inService time from which it signs
 */
public record WitKey(String label, PublicKey publicKey, Instant madeAt, Instant inService) {

  /** Its RFC 7638 thumbprint. */
  public String keyId() {
    return PublicJwk.thumbprint(publicKey);
  }
}
