package org.bailiwick.aca.evidence;

import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;

/**
 * The signer of a statement.
 *
 * @param device the device whose key it is; empty if it is the agent's own key
 */
record StatementSigner(PublicKey key, Optional<AttestedSubject> device) {

  static StatementSigner device(AttestedSubject device) {
    return new StatementSigner(device.key().orElseThrow(), Optional.of(device));
  }

  static StatementSigner agent(PublicKey key) {
    return new StatementSigner(key, Optional.empty());
  }

  /** SHA-256 of the key's SubjectPublicKeyInfo in base64url. */
  String keySha256() {
    return Claims.sha256(key.getEncoded());
  }

  boolean isKey(PublicKey other) {
    return MessageDigest.isEqual(key.getEncoded(), other.getEncoded());
  }

  @Override
  public String toString() {
    return device
        .map(known -> "device " + known.subject() + " of " + known.issuer())
        .orElseGet(() -> "agent key " + keySha256());
  }
}
