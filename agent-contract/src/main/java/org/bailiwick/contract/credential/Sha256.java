package org.bailiwick.contract.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), with digests as octets, in hex and in base64url. */
public final class Sha256 {
  private Sha256() {}

  /** The digest of the concatenated octets. */
  public static byte[] of(byte[]... parts) {
    MessageDigest digest = begin();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** Begins a digest to which the caller adds octets. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The digest of the text in UTF-8. */
  public static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The digest in lower-case hex, which fingerprints and database rows use. */
  public static String hex(byte[]... parts) {
    return HexFormat.of().formatHex(of(parts));
  }

  /** The digest of the text in UTF-8, in lower-case hex. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /** The digest in base64url without padding, which JOSE uses (RFC 7515 section 2). */
  public static String base64url(byte[]... parts) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(parts));
  }

  /** The digest of the text in UTF-8, in base64url without padding. */
  public static String base64url(String text) {
    return base64url(text.getBytes(StandardCharsets.UTF_8));
  }
}
