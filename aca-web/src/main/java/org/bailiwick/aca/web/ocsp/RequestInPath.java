package org.bailiwick.aca.web.ocsp;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Decodes the OCSP request in the path of a GET: base64 of the DER, percent-encoded (RFC 6960
 * appendix A.1). Many clients do not encode '/', '+' and '='; both forms are accepted.
 */
final class RequestInPath {

  private static final String PREFIX = "/ocsp/";

  private RequestInPath() {}

  /** The DER, or an empty array if the path has none. */
  static byte[] decode(String path) {
    if (!path.startsWith(PREFIX)) {
      return new byte[0];
    }
    // URLDecoder reads '+' as a space, but in a path it is an ordinary character (RFC 3986).
    String encoded = path.substring(PREFIX.length()).replace("+", "%2B");
    try {
      return Base64.getDecoder().decode(URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
