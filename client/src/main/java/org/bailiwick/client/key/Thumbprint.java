package org.bailiwick.client.key;

import java.security.PublicKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The thumbprint of a public key: the base64url SHA-256 of its JWK (RFC 7638). */
public final class Thumbprint {
  private Thumbprint() {}

  public static String of(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key)
          .calculateBase64urlEncodedThumbprint("SHA-256");
    } catch (JoseException e) {
      throw new IllegalStateException("the key has no form as a JWK", e);
    }
  }
}
