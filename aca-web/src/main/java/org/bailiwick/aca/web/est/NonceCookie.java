package org.bailiwick.aca.web.est;

import java.time.Duration;

/**
 * The cookie that proves that the CSR comes from the client to which the nonce was given
 * (draft-ietf-lamps-attestation-freshness-08 section 5).
 */
final class NonceCookie {

  /** Clients refuse a cookie with this prefix if it comes without TLS (RFC 6265bis). */
  static final String NAME = "__Secure-est-nonce";

  private NonceCookie() {}

  /**
   * The header that sets the cookie. It has no Path, so the client sends the cookie to all paths in
   * the nonce's folder (RFC 6265 section 5.1.4): the operations of the same label, also behind a
   * proxy that adds a prefix.
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
