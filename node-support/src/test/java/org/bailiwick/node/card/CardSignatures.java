package org.bailiwick.node.card;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.contract.json.StrictJson;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Verifies signatures of cards by a library that did not make them (A2A 1.0 section 8.4.3). */
public final class CardSignatures {
  private CardSignatures() {}

  /**
   * Whether the signature is over this payload, and its header names the key by its id alone.
   *
   * @param keys the key of a key id
   */
  public static boolean isSigned(JsonObject signature, String payload, Function<String, Key> keys)
      throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(compact(signature, payload));
    jws.setKey(keys.apply(jws.getKeyIdHeaderValue()));
    Set<String> members = StrictJson.object(jws.getHeaders().getFullHeaderAsJsonString()).keySet();
    return jws.verifySignature()
        && jws.getHeader("typ").equals("JOSE")
        && members.equals(Set.of("alg", "kid", "typ"));
  }

  /** The signature with its payload, as one text. */
  public static String compact(JsonObject signature, String payload) {
    return signature.getString("protected")
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + "."
        + signature.getString("signature");
  }
}
