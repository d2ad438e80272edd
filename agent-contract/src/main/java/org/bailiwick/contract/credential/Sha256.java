package org.bailiwick.contract.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), and the two spellings in which its digests travel. */
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

  /** A digest that octets are added to. */
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

  /** In lower-case hex, as fingerprints and rows of databases have it. */
  public static String hex(byte[]... parts) {
    return HexFormat.of().formatHex(of(parts));
  }

  /** The same of the text in UTF-8. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /** In base64url without padding, as JOSE has it (RFC 7515 section 2). */
  public static String base64url(byte[]... parts) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(parts));
  }

  /** The same of the text in UTF-8. */
  public static String base64url(String text) {
    return base64url(text.getBytes(StandardCharsets.UTF_8));
  }
}
