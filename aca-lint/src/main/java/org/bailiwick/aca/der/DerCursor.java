package org.bailiwick.aca.der;

import java.util.Arrays;

/**
 * Reads DER values in a range of octets from front to back. It reads tags of one octet and definite
 * minimal lengths, which suffice for OCSP requests and CRLs. It does not recurse, so only the
 * caller determines the depth. It throws {@link NotDerException} for everything else.
 */
public final class DerCursor {

  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int NULL = 0x05;
  public static final int OBJECT_IDENTIFIER = 0x06;
  public static final int UTF8_STRING = 0x0c;
  public static final int BOOLEAN = 0x01;
  public static final int SEQUENCE = 0x30;

  private static final int CONTEXT = 0xa0;
  private static final int ANY = -1;
  private static final int LONG_TAG = 0x1f;
  private static final int SHORT_LENGTH = 0x7f;

  private final byte[] octets;
  private final int end;
  private int at;

  private DerCursor(byte[] octets, int start, int end) {
    this.octets = octets;
    this.at = start;
    this.end = end;
  }

  public static DerCursor over(byte[] octets) {
    return new DerCursor(octets, 0, octets.length);
  }

  /** The tag of an explicitly tagged, constructed value. */
  public static int explicit(int number) {
    return CONTEXT | number;
  }

  public boolean hasMore() {
    return at < end;
  }

  public boolean isNext(int tag) {
    return at < end && (octets[at] & 0xff) == tag;
  }

  /** A cursor over the content of the next value, which has this tag. */
  public DerCursor enter(int tag) {
    int length = header(tag);
    DerCursor inside = new DerCursor(octets, at, at + length);
    at += length;
    return inside;
  }

  /** The content of the next value, which has this tag. */
  public byte[] content(int tag) {
    int length = header(tag);
    byte[] content = Arrays.copyOfRange(octets, at, at + length);
    at += length;
    return content;
  }

  /** The encoding of the next value with tag and length; the value must have this tag. */
  public byte[] whole(int tag) {
    int start = at;
    enter(tag);
    return Arrays.copyOfRange(octets, start, at);
  }

  /** The encoding of the next value with tag and length. */
  public byte[] whole() {
    return whole(ANY);
  }

  /** Skips the next value. */
  public void skip() {
    enter(ANY);
  }

  public void requireEnd() {
    if (at != end) {
      throw new NotDerException("octets follow a complete value");
    }
  }

  private int header(int tag) {
    int found = next();
    if ((tag != ANY && found != tag) || (found & LONG_TAG) == LONG_TAG) {
      throw new NotDerException("a tag is not the one expected");
    }
    int length = next();
    if (length > SHORT_LENGTH) {
      length = longLength(length & SHORT_LENGTH);
    }
    if (length > end - at) {
      throw new NotDerException("a length goes beyond the end");
    }
    return length;
  }

  /** X.690 section 10.1: a definite length in its shortest form; it must fit into an int. */
  private int longLength(int count) {
    if (count < 1 || count > Integer.BYTES) {
      throw new NotDerException("a length is indefinite or out of bounds");
    }
    long length = 0;
    for (int octet = 0; octet < count; octet++) {
      length = (length << Byte.SIZE) | next();
    }
    long shortest = count == 1 ? SHORT_LENGTH + 1 : 1L << (Byte.SIZE * (count - 1));
    if (length < shortest) {
      throw new NotDerException("a length is not in its shortest form");
    }
    if (length > end - at) {
      throw new NotDerException("a length goes beyond the end");
    }
    return (int) length;
  }

  private int next() {
    if (at == end) {
      throw new NotDerException("a value is cut off");
    }
    return octets[at++] & 0xff;
  }
}
