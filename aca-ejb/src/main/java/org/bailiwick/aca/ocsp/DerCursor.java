package org.bailiwick.aca.ocsp;

import java.util.Arrays;

/**
 * Walks over DER values in a range of octets, front to back. It knows one-octet tags and definite
 * minimal lengths, which is all that an OCSP request holds, and never recurses: the caller's own
 * grammar is the only depth there is.
 */
final class DerCursor {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int BOOLEAN = 0x01;
  static final int SEQUENCE = 0x30;

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

  static DerCursor over(byte[] octets) {
    return new DerCursor(octets, 0, octets.length);
  }

  /** The tag of an explicitly tagged, constructed value. */
  static int explicit(int number) {
    return CONTEXT | number;
  }

  boolean hasMore() {
    return at < end;
  }

  boolean isNext(int tag) {
    return at < end && (octets[at] & 0xff) == tag;
  }

  /** A cursor over the content of the next value, which has this tag. */
  DerCursor enter(int tag) throws MalformedRequestException {
    int length = header(tag);
    DerCursor inside = new DerCursor(octets, at, at + length);
    at += length;
    return inside;
  }

  /** The content of the next value, which has this tag. */
  byte[] content(int tag) throws MalformedRequestException {
    int length = header(tag);
    byte[] content = Arrays.copyOfRange(octets, at, at + length);
    at += length;
    return content;
  }

  /** The next value whole, tag and length included, if it has this tag. */
  byte[] whole(int tag) throws MalformedRequestException {
    int start = at;
    enter(tag);
    return Arrays.copyOfRange(octets, start, at);
  }

  /** Goes past the next value, whatever it is. */
  void skip() throws MalformedRequestException {
    enter(ANY);
  }

  void requireEnd() throws MalformedRequestException {
    if (at != end) {
      throw new MalformedRequestException("something follows a complete value");
    }
  }

  private int header(int tag) throws MalformedRequestException {
    int found = next();
    if ((tag != ANY && found != tag) || (found & LONG_TAG) == LONG_TAG) {
      throw new MalformedRequestException("a tag is not the one expected");
    }
    int length = next();
    if (length > SHORT_LENGTH) {
      length = longLength(length & SHORT_LENGTH);
    }
    if (length > end - at) {
      throw new MalformedRequestException("a length goes beyond the end");
    }
    return length;
  }

  /** X.690 section 10.1: definite, and as short as can be; three octets of length are not ours. */
  private int longLength(int count) throws MalformedRequestException {
    if (count < 1 || count > 2) {
      throw new MalformedRequestException("a length is indefinite or out of bounds");
    }
    int length = next();
    if (count == 2) {
      length = (length << 8) | next();
    }
    if (length <= SHORT_LENGTH || (count == 2 && length <= 0xff)) {
      throw new MalformedRequestException("a length is not in its shortest form");
    }
    return length;
  }

  private int next() throws MalformedRequestException {
    if (at == end) {
      throw new MalformedRequestException("a value is cut off");
    }
    return octets[at++] & 0xff;
  }
}
