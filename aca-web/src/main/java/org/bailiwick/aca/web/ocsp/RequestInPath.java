package org.bailiwick.aca.web.ocsp;

import java.util.Base64;
import java.util.HexFormat;

/**
 * An OCSP request in a GET's path: base64 of the DER, percent-encoded (RFC 6960 appendix A.1). Many
 * clients do not encode '/', '+' and '='; both forms are accepted.
 */
final class RequestInPath {

  private static final String PREFIX = "/ocsp/";
  private static final int HEX_DIGITS = 2;

  private RequestInPath() {}

  /** The DER, or an empty array if the path has none. */
  static byte[] decode(String path) {
    if (!path.startsWith(PREFIX)) {
      return new byte[0];
    }
    try {
      return Base64.getDecoder().decode(unescape(path.substring(PREFIX.length())));
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  /** Decodes percent-encoding. In a path '+' is an ordinary character (RFC 3986 section 2.2). */
  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '%') {
        int end = at + 1 + HEX_DIGITS;
        if (end > text.length()) {
          throw new IllegalArgumentException("an escape is cut off");
        }
        plain.append((char) HexFormat.fromHexDigits(text, at + 1, end));
        at = end - 1;
      } else {
        plain.append(next);
      }
    }
    return plain.toString();
  }
}
