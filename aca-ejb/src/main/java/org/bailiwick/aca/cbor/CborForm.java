package org.bailiwick.aca.cbor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Checks the form of CBOR octets (RFC 8949): one value, definite lengths and the shortest heads
 * (section 4.1), text that is UTF-8, keys that are integers or text, integers of 64 bits, no tags
 * inside, and bounded nesting. Duplicate keys are found by {@link StrictCbor}.
 */
final class CborForm {

  private static final int MAX_OCTETS = 65_536;
  private static final int MAX_DEPTH = 16;
  private static final int DIRECT = 24;
  private static final int FLOAT_16 = 25;
  private static final int FLOAT_64 = 27;

  /** The smallest argument that needs one, two, four and eight octets. */
  private static final long[] SHORTEST = {24, 1L << 8, 1L << 16, 1L << 32};

  private final byte[] octets;
  private int at;

  private CborForm(byte[] octets) {
    this.octets = octets;
  }

  static boolean isPreferred(byte[] octets) {
    if (octets.length > MAX_OCTETS) {
      return false;
    }
    CborForm form = new CborForm(octets);
    return form.isValue(MAX_DEPTH) && form.at == octets.length;
  }

  private boolean isValue(int depth) {
    if (at >= octets.length || depth == 0) {
      return false;
    }
    int major = (octets[at] & 0xff) >> 5;
    if (major == 7) {
      return isSimple();
    }
    long argument = argument();
    return argument >= 0
        && switch (major) {
          case 0, 1 -> true;
          case 2 -> skip(argument);
          case 3 -> isText(argument);
          case 4 -> areItems(argument, depth - 1);
          case 5 -> areMembers(argument, depth - 1);
          default -> false; // a tag
        };
  }

  /** Reads the head and returns its argument; -1 if it is too large or not the shortest. */
  private long argument() {
    int info = octets[at++] & 0x1f;
    if (info < DIRECT) {
      return info;
    }
    int index = info - DIRECT;
    if (index >= SHORTEST.length || octets.length - at < 1 << index) {
      return -1; // reserved, indefinite or cut off
    }
    long argument = 0;
    for (int left = 1 << index; left > 0; left--) {
      argument = (argument << Byte.SIZE) | (octets[at++] & 0xff);
    }
    return argument < SHORTEST[index] ? -1 : argument;
  }

  private boolean isSimple() {
    int info = octets[at] & 0x1f;
    if (info >= FLOAT_16 && info <= FLOAT_64) {
      return skip(1L + (1L << (info - DIRECT)));
    }
    at++;
    return info >= 20 && info <= 22; // false, true, null
  }

  private boolean skip(long length) {
    if (length > octets.length - at) {
      return false;
    }
    at += (int) length;
    return true;
  }

  private boolean isText(long length) {
    int start = at;
    if (!skip(length)) {
      return false;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, start, (int) length));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private boolean areItems(long count, int depth) {
    for (long left = count; left > 0; left--) {
      if (!isValue(depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean areMembers(long count, int depth) {
    for (long left = count; left > 0; left--) {
      if (!isKey() || !isValue(depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean isKey() {
    int major = at < octets.length ? (octets[at] & 0xff) >> 5 : -1;
    if (major != 0 && major != 1 && major != 3) {
      return false;
    }
    long argument = argument();
    if (major != 3) {
      return argument >= 0;
    }
    int start = at;
    return argument >= 0 && isText(argument) && !isNumber(start);
  }

  /** Whether the text from {@code start} to the current position looks like a number. */
  private boolean isNumber(int start) {
    int first = start < at && octets[start] == '-' ? start + 1 : start;
    for (int i = first; i < at; i++) {
      if (octets[i] < '0' || octets[i] > '9') {
        return false;
      }
    }
    return first < at;
  }
}
