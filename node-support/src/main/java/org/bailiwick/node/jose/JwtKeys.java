package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one issuer. Each {@link JwtChecks} has the keys of its issuer only, so they never
 * verify a token of another issuer, even with the same {@code kid}.
 */
@FunctionalInterface
public interface JwtKeys {

  /** The keys that may have signed a token with this {@code kid}, or without one. */
  List<PublicKey> find(Optional<String> keyId);

  /** One key for any {@code kid}, when the signer is known by other means. */
  static JwtKeys of(PublicKey key) {
    return keyId -> List.of(key);
  }

  /**
   * The keys of a {@link JwkSet}. A token with a {@code kid} gets the keys with that id only.
   *
   * @throws IllegalArgumentException when the text is not a JWK set
   */
  static JwtKeys ofJwks(String jwks) {
    List<JwkSet.Key> keys = JwkSet.read(jwks);
    return keyId ->
        keys.stream()
            .filter(key -> keyId.isEmpty() || keyId.equals(key.id()))
            .map(JwkSet.Key::key)
            .toList();
  }
}
