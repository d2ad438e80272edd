package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a signed statement without expiry, such as a ceremony's record or an audit head: a compact
 * JWS of one type by one known P-256 key. Tokens that a peer presents go through {@link JwtChecks}
 * instead.
 */
public final class SignedStatement {
  private SignedStatement() {}

  /** The payload, if the key signed it with ES256 and it has this {@code typ}; otherwise empty. */
  public static Optional<String> payload(String compact, String typ, PublicKey key) {
    return CompactJws.read(compact)
        .filter(jws -> jws.header().filter(header -> isPlain(header, typ)).isPresent())
        .filter(jws -> jws.isSignedBy(key, JwsAlgorithm.ES256))
        .flatMap(CompactJws::payload);
  }

  // A critical header parameter is refused (RFC 7515 section 4.1.11).
  private static boolean isPlain(Map<String, Object> header, String typ) {
    return typ.equals(header.get("typ"))
        && "ES256".equals(header.get("alg"))
        && !header.containsKey("crit");
  }
}
