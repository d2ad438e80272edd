package org.bailiwick.node.tokenkeys;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.bailiwick.contract.credential.Sha256;

/**
 * A P-256 key as a JWK (RFC 7517). Its id is the RFC 7638 thumbprint, so another key can never be
 * published under the same id.
 */
public final class TokenJwk {

  private static final int COORDINATE = 32;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private TokenJwk() {}

  /** With use, algorithm and id, as it is published. */
  public static JsonObject of(ECPublicKey key) {
    return Json.createObjectBuilder(publicMembers(key))
        .add("use", "sig")
        .add("alg", "ES256")
        .add("kid", thumbprint(key))
        .build();
  }

  /** RFC 7638 section 3: the required members, in lexicographic order, without white space. */
  public static String thumbprint(ECPublicKey key) {
    return Sha256.base64url(publicMembers(key).toString());
  }

  private static JsonObject publicMembers(ECPublicKey key) {
    return Json.createObjectBuilder()
        .add("crv", "P-256")
        .add("kty", "EC")
        .add("x", coordinate(key.getW().getAffineX()))
        .add("y", coordinate(key.getW().getAffineY()))
        .build();
  }

  /** Fixed length, RFC 7518 section 6.2.1.2: without a sign octet, with leading zeros. */
  private static String coordinate(BigInteger value) {
    byte[] raw = value.toByteArray();
    byte[] fixed = new byte[COORDINATE];
    byte[] digits = raw.length > COORDINATE ? Arrays.copyOfRange(raw, 1, raw.length) : raw;
    System.arraycopy(digits, 0, fixed, COORDINATE - digits.length, digits.length);
    return BASE64URL.encodeToString(fixed);
  }
}
