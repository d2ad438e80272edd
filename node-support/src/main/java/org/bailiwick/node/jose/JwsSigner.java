package org.bailiwick.node.jose;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.hsm.SigningKey;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;

/**
 * Signs claims as a compact JWS (RFC 7515) with a key that stays in its token: ES256 with a P-256
 * key, RS256 with an RSA key. The constructor refuses other keys.
 */
public final class JwsSigner {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final String DER_ECDSA = "SHA256withECDSA";
  private static final int P256_LENGTH = 64;
  private static final int MIN_RSA_BITS = 2048;

  /** Order of the P-256 group (SP 800-186 section 3.2.1.3), by which the curve is recognised. */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final SigningKey key;
  private final String kid;
  private final String algorithm;

  /** {@code kid} is the id under which the public key is published. */
  public JwsSigner(SigningKey key, String kid) {
    this.key = key;
    this.kid = kid;
    this.algorithm = algorithm(key);
  }

  private static String algorithm(SigningKey key) {
    return switch (key.algorithm()) {
      case DER_ECDSA, "SHA256withECDSAinP1363Format" -> require(isP256(key.publicKey()), "ES256");
      case "SHA256withRSA" -> require(isLongRsa(key.publicKey()), "RS256");
      default -> throw new IllegalArgumentException("no JWS algorithm for " + key.algorithm());
    };
  }

  private static String require(boolean fits, String algorithm) {
    if (!fits) {
      throw new IllegalArgumentException("the key does not fit the JWS algorithm " + algorithm);
    }
    return algorithm;
  }

  private static boolean isP256(PublicKey key) {
    return key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
  }

  private static boolean isLongRsa(PublicKey key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
  }

  /** The {@code alg} of the tokens. */
  public String algorithm() {
    return algorithm;
  }

  public String kid() {
    return kid;
  }

  /**
   * The signed token.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE as the key throws it
   */
  public String sign(String typ, JsonObject claims) {
    return sign(header(typ).build(), claims);
  }

  /**
   * The signed text, whose octets stay as they are: a canonical form, of which each octet counts.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE as the key throws it
   */
  public String signText(String typ, String payload) {
    return signed(header(typ).build(), payload);
  }

  /**
   * The signed token with the key's certificate and its issuers in the header ({@code x5c}, RFC
   * 7515 section 4.1.6).
   */
  public String sign(String typ, List<X509Certificate> chain, JsonObject claims) {
    JsonArrayBuilder certificates = Json.createArrayBuilder();
    chain.forEach(each -> certificates.add(Base64.getEncoder().encodeToString(Pem.der(each))));
    return sign(header(typ).add("x5c", certificates).build(), claims);
  }

  private JsonObjectBuilder header(String typ) {
    return Json.createObjectBuilder().add("alg", algorithm).add("typ", typ).add("kid", kid);
  }

  private String sign(JsonObject header, JsonObject claims) {
    return signed(header, claims.toString());
  }

  private String signed(JsonObject header, String payload) {
    String input = encode(header.toString()) + "." + encode(payload);
    byte[] signature = toJws(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
    return input + "." + BASE64URL.encodeToString(signature);
  }

  /** A JWS has an ECDSA signature as two numbers of fixed length, not as DER (RFC 7518 3.4). */
  private byte[] toJws(byte[] signature) {
    if (!key.algorithm().equals(DER_ECDSA)) {
      return signature;
    }
    try {
      return EcdsaUsingShaAlgorithm.convertDerToConcatenated(signature, P256_LENGTH);
    } catch (IOException e) {
      throw new IllegalStateException("the key gave a signature that is not DER", e);
    }
  }

  private static String encode(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
