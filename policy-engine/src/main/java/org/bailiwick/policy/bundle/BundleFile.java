package org.bailiwick.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A JWS in general JSON serialization (RFC 7515 section 7.2.1), in its form; nothing of it is
 * verified.
 *
 * @param payload base64url
 */
record BundleFile(String payload, List<Signature> signatures) {

  /** More officers than this sign nothing together; each costs the verifier time. */
  private static final int MOST_SIGNATURES = 8;

  private static final String PAYLOAD = "payload";
  private static final String SIGNATURES = "signatures";
  private static final String PROTECTED = "protected";
  private static final String SIGNATURE = "signature";

  BundleFile {
    signatures = List.copyOf(signatures);
  }

  /** A protected header and its signature, both base64url. */
  record Signature(String header, String signature) {
    byte[] octets() {
      return BundleJson.octets(signature);
    }
  }

  /** What a signature covers (RFC 7515 section 5.1, step 5). */
  byte[] signingInput(String header) {
    return (header + "." + payload).getBytes(StandardCharsets.US_ASCII);
  }

  byte[] payloadOctets() {
    return BundleJson.octets(payload);
  }

  static BundleFile read(byte[] file) {
    if (file.length > PolicyBundle.MAX_OCTETS) {
      throw new BundleRefusedException(BundleCheck.BUNDLE_TOO_LARGE, "A bundle has at most 16 MiB");
    }
    JsonNode json;
    try {
      json = BundleJson.read(file);
    } catch (IOException e) {
      throw refusal("is not one JSON object in UTF-8 with each member once");
    }
    if (!BundleJson.hasExactly(json, Set.of(PAYLOAD, SIGNATURES))
        || !json.get(PAYLOAD).isTextual()
        || !json.get(SIGNATURES).isArray()) {
      throw refusal("has not exactly the members payload and signatures");
    }
    JsonNode signatures = json.get(SIGNATURES);
    if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
      throw refusal("has no signature, or more than " + MOST_SIGNATURES);
    }
    List<Signature> read = new ArrayList<>();
    signatures.forEach(each -> read.add(signature(each)));
    return new BundleFile(json.get(PAYLOAD).textValue(), read);
  }

  private static Signature signature(JsonNode json) {
    if (!BundleJson.hasExactly(json, Set.of(PROTECTED, SIGNATURE))
        || !json.get(PROTECTED).isTextual()
        || !json.get(SIGNATURE).isTextual()) {
      throw refusal("has a signature with other members than protected and signature");
    }
    return new Signature(json.get(PROTECTED).textValue(), json.get(SIGNATURE).textValue());
  }

  byte[] encode() {
    ObjectNode json = BundleJson.object();
    json.put(PAYLOAD, payload);
    ArrayNode all = json.putArray(SIGNATURES);
    signatures.forEach(
        each -> all.addObject().put(PROTECTED, each.header()).put(SIGNATURE, each.signature()));
    return BundleJson.write(json);
  }

  private static BundleRefusedException refusal(String fault) {
    return new BundleRefusedException(BundleCheck.BUNDLE_MALFORMED, "The bundle " + fault);
  }
}
