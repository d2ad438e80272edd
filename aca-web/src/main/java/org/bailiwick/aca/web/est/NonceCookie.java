package org.bailiwick.aca.web.est;

import java.time.Duration;

/**
 * The cookie by which a CSR is known to be of the client that a nonce was given to
 * (draft-ietf-lamps-attestation-freshness-08 section 5).
 */
final class NonceCookie {

  /** Its beginning has clients refuse the cookie where TLS did not bring it (RFC 6265bis). */
  static final String NAME = "__Secure-est-nonce";

  private NonceCookie() {}

  /**
   * Without a Path: that is the folder of the nonce's own path then (RFC 6265 section 5.1.4), below
   * which the label's operations are, whatever a proxy has put before it.
   */
  static String set(String ticket, Duration life) {
    return NAME
        + "="
        + ticket
        + "; Max-Age="
        + life.toSeconds()
        + "; Secure; HttpOnly; SameSite=Strict";
  }
}
