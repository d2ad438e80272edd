package org.bailiwick.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The protected header of a signature.
 *
 * @param x5c certificates in DER, the officer's first (RFC 7515 section 4.1.6)
 */
record BundleHeader(BundleAlgorithm algorithm, List<byte[]> x5c) {

  /** An operator CA issues to officers directly; some send it, too. */
  private static final int LONGEST_CHAIN = 4;

  private static final Set<String> PARAMETERS = Set.of("alg", "typ", "x5c");

  BundleHeader {
    x5c = List.copyOf(x5c);
  }

  /** A header with another parameter is refused, a critical one among them (section 4.1.11). */
  static BundleHeader read(String encoded) {
    JsonNode header = json(encoded);
    header
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!PARAMETERS.contains(name)) {
                throw refusal(
                    BundleCheck.BUNDLE_HEADER_UNKNOWN, "has another parameter than alg, typ, x5c");
              }
            });
    if (!PolicyBundle.TYPE.equals(header.path("typ").textValue())) {
      throw refusal(BundleCheck.BUNDLE_TYPE, "has not the typ " + PolicyBundle.TYPE);
    }
    BundleAlgorithm algorithm =
        BundleAlgorithm.find(header.path("alg").textValue())
            .orElseThrow(
                () ->
                    refusal(
                        BundleCheck.BUNDLE_ALGORITHM, "has none of the alg ES256, ES384, PS256"));
    return new BundleHeader(algorithm, certificates(header.path("x5c")));
  }

  private static JsonNode json(String encoded) {
    try {
      JsonNode header = BundleJson.read(BundleJson.octets(encoded));
      if (header.isObject()) {
        return header;
      }
    } catch (IOException e) {
      throw refusal(BundleCheck.BUNDLE_MALFORMED, "is not a JSON object with each member once");
    }
    throw refusal(BundleCheck.BUNDLE_MALFORMED, "is not a JSON object with each member once");
  }

  private static List<byte[]> certificates(JsonNode x5c) {
    if (!x5c.isArray() || x5c.isEmpty() || x5c.size() > LONGEST_CHAIN) {
      throw refusal(BundleCheck.BUNDLE_CERTIFICATE, "has no certificate in x5c");
    }
    List<byte[]> certificates = new ArrayList<>();
    for (JsonNode each : x5c) {
      try {
        certificates.add(Base64.getDecoder().decode(each.asText()));
      } catch (IllegalArgumentException e) {
        throw refusal(BundleCheck.BUNDLE_CERTIFICATE, "has no base64 in x5c");
      }
    }
    return certificates;
  }

  /** The header for a signature by the key of the first certificate, base64url. */
  static String encode(BundleAlgorithm algorithm, List<X509Certificate> chain)
      throws CertificateEncodingException {
    ObjectNode header = BundleJson.object();
    header.put("alg", algorithm.name());
    header.put("typ", PolicyBundle.TYPE);
    ArrayNode x5c = header.putArray("x5c");
    for (X509Certificate each : chain) {
      x5c.add(Base64.getEncoder().encodeToString(each.getEncoded()));
    }
    return BundleJson.base64Url(BundleJson.write(header));
  }

  private static BundleRefusedException refusal(BundleCheck check, String fault) {
    return new BundleRefusedException(check, "The header of a signature " + fault);
  }
}
