package org.bailiwick.node.records;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/**
 * The digest of lines of text that become known one after the other: for each line the SHA-256 of
 * the digest before it and the line in UTF-8, without its end. The digest of no line is 32 octets
 * of 0. So whoever goes on from a digest needs none of the lines before.
 *
 * @param hex the digest in lower case
 */
public record LineDigest(String hex) {
  private static final int BYTES = 32;

  /** The digest of no line. */
  public static final LineDigest EMPTY = new LineDigest(HexFormat.of().formatHex(new byte[BYTES]));

  /** The digest with one line more. */
  public LineDigest with(String line) {
    MessageDigest next = Sha256.begin();
    next.update(HexFormat.of().parseHex(hex));
    return new LineDigest(
        HexFormat.of().formatHex(next.digest(line.getBytes(StandardCharsets.UTF_8))));
  }
}
