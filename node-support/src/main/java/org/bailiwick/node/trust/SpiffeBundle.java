package org.bailiwick.node.trust;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.StrictJson;

/**
 * A trust bundle in the JWKS form (SPIFFE Trust Domain and Bundle section 4): X.509 anchors of one
 * domain and the sequence number by which an older bundle is told from a newer. An empty list of
 * keys means that nothing is trusted.
 */
record SpiffeBundle(List<X509Certificate> anchors, long sequence) {
  private static final String X509_SVID = "x509-svid";

  SpiffeBundle {
    anchors = List.copyOf(anchors);
  }

  static SpiffeBundle parse(byte[] json) {
    StrictJson.check(json);
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(json))) {
      JsonObject bundle = reader.readObject();
      List<X509Certificate> anchors =
          bundle.getJsonArray("keys").getValuesAs(JsonObject.class).stream()
              .filter(
                  key ->
                      X509_SVID.equals(
                          key.getString("use", ""))) // other uses: section 4.2.2, ignore
              .map(SpiffeBundle::certificate)
              .toList();
      JsonValue sequence = bundle.getOrDefault("spiffe_sequence", Json.createValue(0));
      return new SpiffeBundle(anchors, Long.parseLong(sequence.toString()));
    } catch (JsonException
        | IllegalArgumentException
        | ClassCastException
        | NullPointerException e) { // a member is missing or of another type
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "bundle-syntax", "The trust bundle is malformed", e);
    }
  }

  /** Exactly one certificate per key (section 4.2.3). */
  private static X509Certificate certificate(JsonObject key) {
    List<JsonString> chain = key.getJsonArray("x5c").getValuesAs(JsonString.class);
    if (chain.size() != 1) {
      throw new IllegalArgumentException("x5c holds exactly one certificate");
    }
    X509Certificate anchor =
        Pem.certificate(Base64.getDecoder().decode(chain.getFirst().getString()));
    if (anchor.getBasicConstraints() < 0) {
      throw new IllegalArgumentException("an anchor is a CA certificate");
    }
    return anchor;
  }
}
