package org.bailiwick.contract.identity;

/** A method by which a registry validates that an agent holds its credential's key. */
public enum ValidationMethod {
  /** A TLS handshake with the certificate (RFC 8446). */
  MTLS("mtls"),
  /** A workload identity token with its proof (WIMSE). */
  WIT("wit"),
  /** A JWT signed with the certificate's key (RFC 7523). */
  JWT("jwt");

  private final String token;

  ValidationMethod(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static ValidationMethod parse(String text) {
    for (ValidationMethod method : values()) {
      if (method.token.equals(text)) {
        return method;
      }
    }
    throw Refusal.of("validation-method", "A validation method is mtls, wit or jwt");
  }
}
