package org.bailiwick.broker.token;

import java.time.Instant;

/**
 * An access token.
 *
 * @param until its end; the time at which it came if the server named none
 */
public record IssuedToken(String text, Instant until) {
  /** Omits the token. */
  @Override
  public String toString() {
    return "IssuedToken[" + until + "]";
  }
}
