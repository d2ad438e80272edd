package org.bailiwick.node.jose;

import jakarta.json.JsonObject;
import java.security.PublicKey;
import org.bailiwick.contract.json.StrictJson;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A public key as a JWK (RFC 7517) with no further members. */
public final class PublicJwk {
  private PublicJwk() {}

  /** Writes the key. */
  public static JsonObject of(PublicKey key) {
    return StrictJson.object(jwk(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
  }

  /**
   * Reads the key.
   *
   * @throws IllegalArgumentException when the JSON is not a public key
   */
  public static PublicKey parse(JsonObject jwk) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(jwk.toString()).getPublicKey();
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a public key as JWK", e);
    }
  }

  /** The thumbprint by SHA-256 (RFC 7638), which is the key id of a node's signing keys. */
  public static String thumbprint(PublicKey key) {
    return jwk(key).calculateBase64urlEncodedThumbprint("SHA-256");
  }

  private static PublicJsonWebKey jwk(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key);
    } catch (JoseException e) {
      throw new IllegalStateException("an EC or RSA key has a JWK form", e);
    }
  }
}
