package org.bailiwick.node.card;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.Sha256;

/**
 * An agent card as it is served, with its signatures (A2A 1.0 section 8.4).
 *
 * @param unsigned the card without its signatures
 * @param text the JSON with them
 */
public record SignedCard(JsonObject unsigned, String text) {

  /** The {@code typ} of the signatures, which no token has. */
  public static final String TYPE = "JOSE";

  /**
   * Signs a card, once for each canonical form.
   *
   * @param signer makes the compact JWS of a payload, with {@link #TYPE} as its {@code typ}
   */
  public static SignedCard of(JsonObject card, UnaryOperator<String> signer) {
    JsonArrayBuilder signatures = Json.createArrayBuilder();
    CanonicalCard.forms(card).forEach(form -> signatures.add(signature(form, signer)));
    JsonObject signed = Json.createObjectBuilder(card).add("signatures", signatures).build();
    return new SignedCard(card, signed.toString());
  }

  /** An AgentCardSignature (section 8.4.2): a JWS whose payload is the card itself. */
  private static JsonObjectBuilder signature(String form, UnaryOperator<String> signer) {
    String[] parts = signer.apply(form).split("\\.", -1);
    byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
    if (!new String(payload, StandardCharsets.UTF_8).equals(form)) {
      throw new IllegalStateException("the signature is not over the canonical card");
    }
    return Json.createObjectBuilder().add("protected", parts[0]).add("signature", parts[2]);
  }

  /** A digest of the card without its signatures, which differ each time: the entity tag. */
  public String tag() {
    return Sha256.hex(unsigned.toString());
  }
}
