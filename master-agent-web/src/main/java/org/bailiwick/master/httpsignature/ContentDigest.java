package org.bailiwick.master.httpsignature;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.ListElement;

/** The field {@code Content-Digest} (RFC 9530 section 2). */
final class ContentDigest {
  static final String FIELD = "content-digest";

  /** The algorithms that are not deprecated (RFC 9530 section 5), by their names in Java. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

  private ContentDigest() {}

  /** Whether the field has a digest, and each of those that are known is of this body. */
  static boolean isOf(List<String> lines, byte[] body) {
    Map<String, ListElement<?>> digests = SignatureFields.dictionary(lines).get();
    return digests.keySet().stream().anyMatch(ALGORITHMS::containsKey)
        && digests.entrySet().stream()
            .filter(digest -> ALGORITHMS.containsKey(digest.getKey()))
            .allMatch(
                digest -> isOf(digest.getValue(), digest(ALGORITHMS.get(digest.getKey()), body)));
  }

  private static boolean isOf(ListElement<?> claimed, byte[] digest) {
    return claimed instanceof ByteSequenceItem octets
        && octets.get().equals(ByteBuffer.wrap(digest));
  }

  private static byte[] digest(String algorithm, byte[] body) {
    try {
      return MessageDigest.getInstance(algorithm).digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
