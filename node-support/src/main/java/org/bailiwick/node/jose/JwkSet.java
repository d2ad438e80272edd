package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;

/**
 * The public keys for signatures in a JWK set (RFC 7517 section 5). Symmetric keys, keys for
 * encryption and keys of unknown kinds are left out.
 */
public final class JwkSet {

  /**
   * One key.
   *
   * @param id its {@code kid}, if it has one
   */
  public record Key(Optional<String> id, PublicKey key) {}

  private JwkSet() {}

  /**
   * Reads the set, which anybody may have written.
   *
   * @throws IllegalArgumentException when the text is not a JWK set
   */
  public static List<Key> read(String json) {
    try {
      return new JsonWebKeySet(json)
          .getJsonWebKeys().stream()
              .filter(key -> !Use.ENCRYPTION.equals(key.getUse()))
              .flatMap(key -> publicKey(key).stream())
              .toList();
    } catch (JoseException | RuntimeException e) { // jose4j casts what it reads unseen
      throw new IllegalArgumentException("not a JWK set", e);
    }
  }

  private static Optional<Key> publicKey(JsonWebKey key) {
    return key instanceof PublicJsonWebKey pair && pair.getPublicKey() != null
        ? Optional.of(new Key(Optional.ofNullable(key.getKeyId()), pair.getPublicKey()))
        : Optional.empty();
  }
}
