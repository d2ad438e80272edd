package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Reads a statement that stays true: a compact JWS by one known P-256 key, of one type, without
 * expiry, such as a ceremony's record or a head of the audit log. Tokens that a peer presents go
 * through {@link JwtChecks} instead.
 */
public final class SignedStatement {
  private static final AlgorithmConstraints ES256 =
      new AlgorithmConstraints(
          ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

  private SignedStatement() {}

  /**
   * The payload, when the key signed it with ES256 and its {@code typ} is this one; empty in every
   * other case, since what is wrong with a forgery does not matter.
   */
  public static Optional<String> payload(String compact, String typ, PublicKey key) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(ES256);
    jws.setKey(key);
    try {
      jws.setCompactSerialization(compact);
      return typ.equals(jws.getHeader("typ")) && jws.verifySignature()
          ? Optional.of(jws.getPayload())
          : Optional.empty();
    } catch (JoseException notOurs) {
      return Optional.empty();
    }
  }
}
