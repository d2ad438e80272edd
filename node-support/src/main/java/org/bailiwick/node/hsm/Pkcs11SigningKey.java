package org.bailiwick.node.hsm;

import java.security.PublicKey;
import org.bailiwick.node.hsm.login.TokenFailure;

/** A key of a token; survives the loss of sessions, since it is known by its label only. */
final class Pkcs11SigningKey implements SigningKey {

  private final Pkcs11Token token;
  private final String label;
  private final PublicKey publicKey;
  private final String algorithm;

  Pkcs11SigningKey(Pkcs11Token token, String label, PublicKey publicKey) throws TokenFailure {
    this.token = token;
    this.label = label;
    this.publicKey = publicKey;
    try {
      this.algorithm = KeyShape.of(publicKey).signatureAlgorithm();
    } catch (IllegalArgumentException e) {
      throw new TokenFailure(TokenFailure.Kind.REFUSED, "key " + label + ": " + e.getMessage());
    }
  }

  @Override
  public String id() {
    return label;
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public String algorithm() {
    return algorithm;
  }

  @Override
  public byte[] sign(byte[] tbs) {
    return token.sign(this, tbs);
  }

  @Override
  public String toString() {
    return "key " + label;
  }
}
