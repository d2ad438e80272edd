package org.bailiwick.broker.outbound;

import java.nio.charset.StandardCharsets;

/** The encoding of texts in a path or query (RFC 3986 section 2.1), of their UTF-8. */
public final class PercentEncoding {
  private PercentEncoding() {}

  /** Encodes all but the unreserved characters (RFC 3986 section 2.3). */
  public static String of(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (octet & 0xff);
      if (letter < 0x80 && (Character.isLetterOrDigit(letter) || "-._~".indexOf(letter) >= 0)) {
        encoded.append(letter);
      } else {
        encoded.append("%%%02X".formatted((int) letter));
      }
    }
    return encoded.toString();
  }
}
