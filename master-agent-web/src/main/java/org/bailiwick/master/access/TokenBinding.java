package org.bailiwick.master.access;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Optional;

/**
 * What the presenter of a token must show: the certificate with this thumbprint (RFC 8705 section
 * 3.1), the key with this one (RFC 9449 section 6.1), or both. A token without any is none of ours.
 */
public record TokenBinding(Optional<String> certificate, Optional<String> key) {

  private static final String CERTIFICATE = "x5t#S256";
  private static final String KEY = "jkt";

  public TokenBinding {
    if (certificate.isEmpty() && key.isEmpty()) {
      throw new IllegalArgumentException("a token is bound to a certificate, a key, or both");
    }
  }

  /** The binding to a certificate alone. */
  public static TokenBinding ofCertificate(String thumbprint) {
    return new TokenBinding(Optional.of(thumbprint), Optional.empty());
  }

  JsonObject claim() {
    JsonObjectBuilder claim = Json.createObjectBuilder();
    certificate.ifPresent(thumbprint -> claim.add(CERTIFICATE, thumbprint));
    key.ifPresent(thumbprint -> claim.add(KEY, thumbprint));
    return claim.build();
  }

  /** Throws a ClassCastException for a member that is not text. */
  static TokenBinding of(JsonObject claim) {
    return new TokenBinding(member(claim, CERTIFICATE), member(claim, KEY));
  }

  private static Optional<String> member(JsonObject claim, String name) {
    return claim.containsKey(name) ? Optional.of(claim.getString(name)) : Optional.empty();
  }
}
