package org.bailiwick.node.jose;

import java.security.Key;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The keys of one issuer. Each {@link JwtChecks} has the keys of its issuer only, so a key of one
 * never verifies a token of another, whatever its {@code kid} says.
 */
@FunctionalInterface
public interface JwtKeys {

  /**
   * The candidates for a token with this {@code kid}, or without one; empty when the issuer has
   * none.
   */
  List<PublicKey> find(Optional<String> keyId);

  /**
   * One key, for any {@code kid}: the signer was identified by other means, for instance a device's
   * certificate.
   */
  static JwtKeys of(PublicKey key) {
    return keyId -> List.of(key);
  }

  /**
   * A JWK set (RFC 7517). Symmetric keys and keys for encryption are left out. A token with a
   * {@code kid} gets the keys with that id only.
   *
   * @throws IllegalArgumentException when the text is not a JWK set
   */
  static JwtKeys ofJwks(String jwks) {
    List<JsonWebKey> keys = parse(jwks);
    return keyId ->
        keys.stream()
            .filter(key -> keyId.isEmpty() || keyId.get().equals(key.getKeyId()))
            .map(JsonWebKey::getKey)
            .map(key -> (PublicKey) key)
            .toList();
  }

  private static List<JsonWebKey> parse(String jwks) {
    try {
      return new JsonWebKeySet(jwks)
          .getJsonWebKeys().stream()
              .filter(PublicJsonWebKey.class::isInstance)
              .filter(key -> !"enc".equals(key.getUse()))
              .filter(key -> isPublic(key.getKey()))
              .toList();
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a JWK set", e);
    }
  }

  private static boolean isPublic(Key key) {
    return key instanceof PublicKey;
  }
}
