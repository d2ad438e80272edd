package org.bailiwick.master.signing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;

/**
 * Signs (ES256) and verifies the domain's own tokens, and publishes the key. The key id is the RFC
 * 7638 thumbprint, so another key can never be published under the same id.
 */
public final class OwnTokens {

  private static final String ALGORITHM = "ES256";
  private static final int COORDINATE = 32;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final String issuer;
  private final ECPublicKey key;
  private final JwsSigner signer;
  private final Clock clock;

  /** The key must be an EC P-256 key; {@code issuer} is the Master Agent's base URL. */
  public OwnTokens(SigningKey key, String issuer, Clock clock) {
    if (!(key.publicKey() instanceof ECPublicKey ec)
        || ec.getParams().getCurve().getField().getFieldSize() != COORDINATE * 8) {
      throw new IllegalArgumentException("the token signing key must be an EC P-256 key");
    }
    this.issuer = issuer;
    this.key = ec;
    this.signer = new JwsSigner(key, thumbprint(ec));
    this.clock = clock;
  }

  public String issuer() {
    return issuer;
  }

  public String sign(String typ, JsonObject claims) {
    return signer.sign(typ, claims);
  }

  /**
   * The claims of a token that we signed with exactly this {@code typ} for exactly this audience
   * and that has not expired; otherwise access-token-invalid.
   */
  public JsonObject verify(String compact, String typ, String audience) {
    return Json.createObjectBuilder(
            JwtChecks.of(name(typ), ProblemType.ACCESS_TOKEN_INVALID)
                .type(typ)
                .algorithms(List.of(ALGORITHM))
                .keys(JwtKeys.of(key))
                .issuer(issuer)
                .audience(audience)
                .clock(clock)
                .build()
                .verify(compact)
                .claims())
        .build();
  }

  /** The public key as a JWK set (RFC 7517). */
  public JsonObject jwks() {
    JsonObject jwk =
        Json.createObjectBuilder(publicMembers(key))
            .add("use", "sig")
            .add("alg", ALGORITHM)
            .add("kid", signer.kid())
            .build();
    return Json.createObjectBuilder().add("keys", Json.createArrayBuilder().add(jwk)).build();
  }

  /** The hex SHA-256 of a compact token: what rows and logs keep of it. */
  public static String digest(String compact) {
    return HexFormat.of().formatHex(sha256(compact));
  }

  /** The first part of the names of failing checks. */
  private static String name(String typ) {
    return typ.equals("at+jwt") ? "access-token" : "txn-token";
  }

  /** RFC 7638 section 3: the required members, in lexicographic order, without white space. */
  private static String thumbprint(ECPublicKey key) {
    return BASE64URL.encodeToString(sha256(publicMembers(key).toString()));
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

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
