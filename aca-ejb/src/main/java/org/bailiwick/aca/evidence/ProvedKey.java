package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import org.bailiwick.contract.credential.KeyAlgorithm;

/**
 * A public key whose private half the applicant was found to hold (requirement R9), and which is
 * strong enough to be certified.
 */
public record ProvedKey(PublicKey key, KeyAlgorithm algorithm) {

  /** Whoever makes one has verified a signature by it. */
  static ProvedKey of(PublicKey key) {
    return new ProvedKey(key, KeyAlgorithm.of(key));
  }
}
