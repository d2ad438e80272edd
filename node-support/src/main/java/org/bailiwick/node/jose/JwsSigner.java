package org.bailiwick.node.jose;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bailiwick.node.hsm.SigningKey;

/**
 * Signs claims as a compact JWS (RFC 7515) with a key that stays in its token: ES256 with a P-256
 * key, RS256 with an RSA key. Other keys are refused when the signer is made.
 */
public final class JwsSigner {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey key;
  private final String kid;
  private final SignatureForm form;

  /** {@code kid} is the id under which the public key is published. */
  public JwsSigner(SigningKey key, String kid) {
    this.key = key;
    this.kid = kid;
    this.form = SignatureForm.of(key);
  }

  /** The {@code alg} of what this signs. */
  public String algorithm() {
    return form.alg();
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
    JsonObject header =
        Json.createObjectBuilder().add("alg", form.alg()).add("typ", typ).add("kid", kid).build();
    String input = encode(header) + "." + encode(claims);
    byte[] signature = form.toJws(key.sign(input.getBytes(StandardCharsets.US_ASCII)));
    return input + "." + BASE64URL.encodeToString(signature);
  }

  private static String encode(JsonObject json) {
    return BASE64URL.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
