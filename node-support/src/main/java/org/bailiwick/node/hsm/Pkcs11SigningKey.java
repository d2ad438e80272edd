package org.bailiwick.node.hsm;

import java.security.PublicKey;
import org.bailiwick.node.hsm.login.TokenFailure;

/** A key of a token. It is known by its label only, so the loss of a session does not affect it. */
record Pkcs11SigningKey(Pkcs11Token token, String id, PublicKey publicKey, String algorithm)
    implements SigningKey {

  static Pkcs11SigningKey of(Pkcs11Token token, String label, PublicKey key) throws TokenFailure {
    try {
      return new Pkcs11SigningKey(token, label, key, KeyShape.of(key).signatureAlgorithm());
    } catch (IllegalArgumentException e) {
      throw new TokenFailure(TokenFailure.Kind.REFUSED, "key " + label + ": " + e.getMessage());
    }
  }

  @Override
  public byte[] sign(byte[] tbs) {
    return token.sign(this, tbs);
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
