package org.bailiwick.contract.capability;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Percent-encodes all but unreserved characters of parameter values (RFC 3986 section 2). */
final class ParameterValue {
  private static final Pattern ENCODED = Pattern.compile("([A-Za-z0-9._~-]|%[0-9A-F]{2})+");
  private static final String UNRESERVED = "-._~";

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

  static String encode(String value) {
    StringBuilder text = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xff);
      if (isUnreserved(character)) {
        text.append(character);
      } else {
        text.append('%').append(String.format("%02X", octet));
      }
    }
    return text.toString();
  }

  private static boolean isUnreserved(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || UNRESERVED.indexOf(character) >= 0;
  }

  /** The decoded value, or empty if the text is not percent-encoded UTF-8. */
  static Optional<String> decode(String text) {
    if (!ENCODED.matcher(text).matches()) {
      return Optional.empty();
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        octets.write(text.charAt(i));
      }
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(octets.toByteArray());
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
