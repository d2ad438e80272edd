package org.bailiwick.client.key;

import java.security.PublicKey;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The name of a public key: the base64url SHA-256 of its JWK (RFC 7638). */
public final class Thumbprint {
  private static final String HASH = "SHA-256";

  private Thumbprint() {}

  public static String of(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key).calculateBase64urlEncodedThumbprint(HASH);
    } catch (JoseException e) {
      throw new IllegalStateException("the key has no form as a JWK", e);
    }
  }

  /**
   * The thumbprint of a key in a text.
   *
   * @throws ProblemException MALFORMED_REQUEST
   */
  public static String ofJwk(String json) {
    try {
      return JsonWebKey.Factory.newJwk(json).calculateBase64urlEncodedThumbprint(HASH);
    } catch (JoseException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "jwk", "This is no public key as JWK", e);
    }
  }
}
