package org.bailiwick.contract.identity;

import java.util.Locale;

/** A method by which a registry validates that an agent holds its credential's key. */
public enum ValidationMethod {
  /** A TLS handshake with the certificate (RFC 8446). */
  MTLS,
  /** A workload identity token with its proof (WIMSE). */
  WIT,
  /** A JWT signed with the certificate's key (RFC 7523). */
  JWT;

  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ValidationMethod parse(String text) {
    for (ValidationMethod method : values()) {
      if (method.token().equals(text)) {
        return method;
      }
    }
    throw Refusal.of("validation-method", "A validation method is mtls, wit or jwt");
  }
}
