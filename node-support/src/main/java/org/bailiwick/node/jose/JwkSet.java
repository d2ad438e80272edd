package org.bailiwick.node.jose;

import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.jose4j.jwk.JsonWebKey;
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
   * Reads the set from untrusted text.
   *
   * @throws IllegalArgumentException when the text is not a JWK set
   */
  public static List<Key> read(String json) {
    if (members(json).get("keys") instanceof List<?> keys) {
      return keys.stream().flatMap(key -> key(object(key)).stream()).toList();
    }
    throw new IllegalArgumentException("not a JWK set: it has no list of keys");
  }

  /** The key of one JWK with these members; empty for a kind of key that a set leaves out. */
  public static Optional<PublicKey> publicKey(Map<?, ?> jwk) {
    return key(object(jwk)).map(Key::key);
  }

  private static Map<String, Object> members(String json) {
    try {
      return StrictJson.members(json);
    } catch (ProblemException e) {
      throw new IllegalArgumentException("not a JWK set", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object key) {
    if (key instanceof Map<?, ?> members) {
      return (Map<String, Object>) members;
    }
    throw new IllegalArgumentException("not a JWK set: it holds what is no key");
  }

  private static Optional<Key> key(Map<String, Object> jwk) {
    try {
      return JsonWebKey.Factory.newJwk(jwk) instanceof PublicJsonWebKey key
              && key.getPublicKey() != null
              && !Use.ENCRYPTION.equals(key.getUse())
          ? Optional.of(new Key(Optional.ofNullable(key.getKeyId()), key.getPublicKey()))
          : Optional.empty();
    } catch (JoseException | RuntimeException unknownKind) { // jose4j casts unchecked values
      return Optional.empty();
    }
  }
}
