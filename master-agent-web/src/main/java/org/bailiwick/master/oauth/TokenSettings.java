package org.bailiwick.master.oauth;

import java.time.Duration;
import java.util.Set;

/** Our issuer id (the base URL) and how long access tokens live. */
public record TokenSettings(String issuer, Duration accessTokenLifetime) {

  /** Where tokens are asked for. */
  public String tokenEndpoint() {
    return issuer + "/oauth/token";
  }

  /** What a partner's grant may name as its audience (RFC 7523 section 3). */
  Set<String> audiences() {
    return Set.of(issuer, tokenEndpoint());
  }
}
