package org.bailiwick.aca.authority;

import java.util.Arrays;
import org.bailiwick.aca.der.DerParts;

/**
 * Puts DER together from parts that are DER already: one tag, the shortest definite length, the
 * parts as they are (X.690 sections 8.1 and 10.1). What never changes is so encoded once, and what
 * was examined stays octet for octet as it was.
 */
public final class DerBytes {

  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;
  private static final int SHORT_FORM = 0x80;
  private static final byte[] NO_UNUSED_BITS = {0};

  private DerBytes() {}

  public static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  /** A bit string of whole octets. */
  public static byte[] bitString(byte[] octets) {
    return value(BIT_STRING, NO_UNUSED_BITS, octets);
  }

  /** A value of any tag below 31, given as its identifier octet. */
  public static byte[] value(int identifier, byte[]... parts) {
    DerParts whole = new DerParts();
    for (byte[] part : parts) {
      whole.add(part);
    }
    return whole.within(identifier);
  }

  /**
   * The first value inside of a constructed one, as it stands there; for octets that we put
   * together.
   */
  static byte[] firstIn(byte[] constructed) {
    int start = contentOf(constructed, 0);
    int content = contentOf(constructed, start);
    return Arrays.copyOfRange(constructed, start, content + lengthAt(constructed, start));
  }

  private static int contentOf(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < SHORT_FORM ? 0 : first & ~SHORT_FORM);
  }

  private static int lengthAt(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < SHORT_FORM) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentOf(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }
}
