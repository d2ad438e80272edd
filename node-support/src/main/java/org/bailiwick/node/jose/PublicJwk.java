package org.bailiwick.node.jose;

import jakarta.json.JsonObject;
import java.security.PublicKey;
import org.bailiwick.contract.json.StrictJson;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A public key inside of a statement: a JWK (RFC 7517) with nothing but the key. */
public final class PublicJwk {
  private PublicJwk() {}

  /** The key as JSON. */
  public static JsonObject of(PublicKey key) {
    return StrictJson.object(jwk(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
  }

  /**
   * The key that the JSON holds.
   *
   * @throws IllegalArgumentException when it holds none
   */
  public static PublicKey parse(JsonObject jwk) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(jwk.toString()).getPublicKey();
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a public key as JWK", e);
    }
  }

  /** RFC 7638 with SHA-256, which is the key id of what our statements' keys sign. */
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
