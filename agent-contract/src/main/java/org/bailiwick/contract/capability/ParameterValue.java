package org.bailiwick.contract.capability;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Percent-encodes all but unreserved characters of parameter values (RFC 3986 section 2). */
final class ParameterValue {
  private static final Pattern ENCODED = Pattern.compile("([A-Za-z0-9._~-]|%[0-9A-F]{2})+");

  private ParameterValue() {}

  /**
   * Whether the value is not empty, in NFC, and free of control and invisible characters, so that
   * an audit line shows it unambiguously.
   */
  static boolean isAllowed(String value) {
    return !value.isEmpty()
        && Normalizer.isNormalized(value, Normalizer.Form.NFC)
        && value.codePoints().noneMatch(ParameterValue::isHidden);
  }

  private static boolean isHidden(int codePoint) {
    int kind = Character.getType(codePoint);
    return kind == Character.CONTROL
        || kind == Character.FORMAT
        || kind == Character.SURROGATE
        || kind == Character.UNASSIGNED;
  }

  /**
   * Percent-encodes the value. URLEncoder encodes three characters for forms; they are replaced.
   */
  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** The decoded value, or empty if the text is not percent-encoded UTF-8. */
  static Optional<String> decode(String text) {
    if (!ENCODED.matcher(text).matches()) {
      return Optional.empty();
    }
    byte[] octets =
        URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
