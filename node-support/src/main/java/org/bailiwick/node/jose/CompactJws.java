package org.bailiwick.node.jose;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a compact JWS (RFC 7515 section 7.1). Header and payload are unverified until {@link
 * #isSignedBy} returns true for a key and an algorithm that the token itself did not choose.
 */
public final class CompactJws {

  // Decoders differ in the characters and padding that they tolerate.
  private static final Pattern COMPACT = Pattern.compile("([A-Za-z0-9_-]+\\.){2}[A-Za-z0-9_-]+");

  private final String compact;
  private final int headerEnd;
  private final int payloadEnd;

  private CompactJws(String compact) {
    this.compact = compact;
    this.headerEnd = compact.indexOf('.');
    this.payloadEnd = compact.lastIndexOf('.');
  }

  /** Empty when the text is not exactly three parts of base64url without padding. */
  public static Optional<CompactJws> read(String compact) {
    return COMPACT.matcher(compact).matches()
        ? Optional.of(new CompactJws(compact))
        : Optional.empty();
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
