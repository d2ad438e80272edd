package org.bailiwick.node.jose;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a compact JWS (RFC 7515 section 7.1). Header and payload are unverified until {@link
 * #isSignedBy} returns true for a key and an algorithm that the token itself did not choose.
 */
public final class CompactJws {

  private static final int PARTS = 3;

  /** The letters whose last four bits are zero: a part can end in one octet in two letters. */
  private static final String ENDS_OF_ONE_OCTET = "AQgw";

  /** The letters whose last two bits are zero: a part can end in two octets in three letters. */
  private static final String ENDS_OF_TWO_OCTETS = "AEIMQUYcgkosw048";

  private final String compact;
  private final int headerEnd;
  private final int payloadEnd;

  private CompactJws(String compact) {
    this.compact = compact;
    this.headerEnd = compact.indexOf('.');
    this.payloadEnd = compact.lastIndexOf('.');
  }

  /**
   * Empty when the text is not exactly three parts of base64url without padding, each in the one
   * form of its octets (RFC 4648 section 3.5: bits beyond the last octet are zero).
   */
  public static Optional<CompactJws> read(String compact) {
    return isThreeParts(compact) ? Optional.of(new CompactJws(compact)) : Optional.empty();
  }

  /** The same, and empty when the text has more characters. */
  static Optional<CompactJws> read(String compact, int longest) {
    return compact.length() <= longest ? read(compact) : Optional.empty();
  }

  /** Checked here, because decoders differ in what they skip or pad. */
  private static boolean isThreeParts(String compact) {
    int parts = 1;
    int length = 0;
    for (int at = 0; at < compact.length(); at++) {
      char next = compact.charAt(at);
      if (next == '.' && isWhole(compact, at, length)) {
        parts++;
        length = 0;
      } else if (isBase64Url(next)) {
        length++;
      } else {
        return false;
      }
    }
    return parts == PARTS && isWhole(compact, compact.length(), length);
  }

  /** Whether the part of this length before {@code end} is octets without bits left over. */
  private static boolean isWhole(String compact, int end, int length) {
    return length > 0
        && switch (length % 4) {
          case 0 -> true;
          case 2 -> ENDS_OF_ONE_OCTET.indexOf(compact.charAt(end - 1)) >= 0;
          case 3 -> ENDS_OF_TWO_OCTETS.indexOf(compact.charAt(end - 1)) >= 0;
          default -> false;
        };
  }

  private static boolean isBase64Url(char next) {
    return (next >= 'A' && next <= 'Z')
        || (next >= 'a' && next <= 'z')
        || (next >= '0' && next <= '9')
        || next == '-'
        || next == '_';
  }

  /** Empty when the header is not a JSON object in UTF-8 with each member once. */
  public Optional<Map<String, Object>> header() {
    return JsonPart.decode(compact.substring(0, headerEnd));
  }

  /** Empty when the payload is not a JSON object in UTF-8 with each member once. */
  public Optional<Map<String, Object>> claims() {
    return JsonPart.decode(compact.substring(headerEnd + 1, payloadEnd));
  }

  /** Empty when the payload is not text in UTF-8. */
  public Optional<String> payload() {
    return JsonPart.text(compact.substring(headerEnd + 1, payloadEnd));
  }

  /** Whether the key made this signature by the algorithm. */
  public boolean isSignedBy(PublicKey key, JwsAlgorithm algorithm) {
    byte[] signingInput = compact.substring(0, payloadEnd).getBytes(StandardCharsets.US_ASCII);
    try {
      return algorithm.accepts(
          key, signingInput, Base64.getUrlDecoder().decode(compact.substring(payloadEnd + 1)));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
