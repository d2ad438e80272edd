package org.bailiwick.aca.compromise;

import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Names a public key: SHA-256 of its SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7).
 *
 * @param base64url without padding, as the ledger holds it
 */
public record KeyDigest(String base64url) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public static KeyDigest of(PublicKey key) {
    return new KeyDigest(Claims.sha256(key.getEncoded()));
  }

  /** From lower-case hex, as {@code openssl dgst -sha256} prints it. */
  public static KeyDigest parse(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "key-digest-syntax",
          "A key must be named by the SHA-256 of its SubjectPublicKeyInfo in lower-case hex.");
    }
    return new KeyDigest(
        Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(hex)));
  }

  public String hex() {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64url));
  }
}
