package org.bailiwick.proxy.workload;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.proxy.rules.Refusals;

/**
 * The bundle of the trust domain (SPIFFE Trust Domain and Bundle section 4).
 *
 * @param anchors the CA certificates for X.509-SVIDs
 * @param jwt the JWK set with the keys for JWT-SVIDs
 * @param sequence higher in a newer bundle
 * @param refresh the time until the next reading
 */
record PublishedBundle(List<X509Certificate> anchors, String jwt, long sequence, Duration refresh) {
  static final String PATH = "/.well-known/spiffe-bundle";
  private static final long EARLIEST_SECONDS = 1;
  private static final long LATEST_SECONDS = 3600;
  private static final int DEFAULT_SECONDS = 300;

  /** Ignores entries of other uses (section 4.2.2). */
  static PublishedBundle parse(JsonObject bundle) {
    try {
      List<X509Certificate> anchors = new ArrayList<>();
      JsonArrayBuilder jwtKeys = Json.createArrayBuilder();
      for (JsonObject key : bundle.getJsonArray("keys").getValuesAs(JsonObject.class)) {
        switch (key.getString("use", "")) {
          case "x509-svid" -> anchors.add(certificate(key));
          case "jwt-svid" -> jwtKeys.add(key);
          default -> {
            // for other readers
          }
        }
      }
      String jwks = Json.createObjectBuilder().add("keys", jwtKeys).build().toString();
      return new PublishedBundle(
          List.copyOf(anchors),
          jwks,
          number(bundle, "spiffe_sequence", 0),
          Duration.ofSeconds(
              Math.clamp(
                  number(bundle, "spiffe_refresh_hint", DEFAULT_SECONDS),
                  EARLIEST_SECONDS,
                  LATEST_SECONDS)));
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw Refusals.unavailable("workload-api-bundle", "The trust bundle is malformed", e);
    }
  }

  private static long number(JsonObject bundle, String name, long absent) {
    JsonValue value = bundle.getOrDefault(name, Json.createValue(absent));
    return ((JsonNumber) value).longValue();
  }

  /** The CA certificates in DER, one after the other. */
  byte[] x509() {
    return Der.joined(anchors);
  }

  /** Exactly one certificate of a CA (section 4.2.3). */
  private static X509Certificate certificate(JsonObject key) {
    List<JsonString> chain = key.getJsonArray("x5c").getValuesAs(JsonString.class);
    if (chain.size() != 1) {
      throw new IllegalArgumentException("x5c has exactly one certificate");
    }
    X509Certificate anchor =
        Pem.certificate(Base64.getDecoder().decode(chain.getFirst().getString()));
    if (anchor.getBasicConstraints() < 0) {
      throw new IllegalArgumentException("an anchor is a CA certificate");
    }
    return anchor;
  }
}
