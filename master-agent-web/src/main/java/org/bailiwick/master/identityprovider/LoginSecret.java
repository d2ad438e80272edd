package org.bailiwick.master.identityprovider;

import java.security.SecureRandom;
import java.util.Base64;
import org.bailiwick.contract.credential.Sha256;

/**
 * A secret that only the browser of one sign-in has, in a cookie. Nonce (OpenID Connect Core
 * section 3.1.2.1) and code verifier (RFC 7636) of the sign-in come from it, so that no row needs
 * them.
 */
public record LoginSecret(String value) {

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public static LoginSecret random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new LoginSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  String nonce() {
    return Sha256.base64url("nonce." + value);
  }

  String verifier() {
    return Sha256.base64url("verifier." + value);
  }

  String challenge() {
    return Sha256.base64url(verifier());
  }

  /** Omits the secret. */
  @Override
  public String toString() {
    return "LoginSecret";
  }
}
