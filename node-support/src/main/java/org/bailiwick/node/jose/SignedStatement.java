package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a statement that stays true: a compact JWS by one known P-256 key, of one type, without
 * expiry, such as a ceremony's record or a head of the audit log. Tokens that a peer presents go
 * through {@link JwtChecks} instead.
 */
public final class SignedStatement {
  private SignedStatement() {}

  /**
   * The payload, when the key signed it with ES256 and its {@code typ} is this one; empty in every
   * other case, since what is wrong with a forgery does not matter.
   */
  public static Optional<String> payload(String compact, String typ, PublicKey key) {
    return CompactJws.read(compact)
        .filter(jws -> jws.header().filter(header -> isPlain(header, typ)).isPresent())
        .filter(jws -> jws.isSignedBy(key, JwsAlgorithm.ES256))
        .flatMap(CompactJws::payload);
  }

  // No extension is understood here (RFC 7515 section 4.1.11).
  private static boolean isPlain(Map<String, Object> header, String typ) {
    return typ.equals(header.get("typ"))
        && "ES256".equals(header.get("alg"))
        && !header.containsKey("crit");
  }
}
