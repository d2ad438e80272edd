package org.bailiwick.master.oauth;

import java.time.Duration;
import java.util.Set;

/** The issuer id (the base URL) and the lifetime of access tokens. */
public record TokenSettings(String issuer, Duration accessTokenLifetime) {

  /** The URL of the token endpoint. */
  public String tokenEndpoint() {
    return issuer + "/oauth/token";
  }

  /** The accepted audiences of a partner's grant (RFC 7523 section 3). */
  Set<String> audiences() {
    return Set.of(issuer, tokenEndpoint());
  }
}
