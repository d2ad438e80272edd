package org.bailiwick.aca.der;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Concatenates encoded values. Memory is allocated in pieces, so that full arrays are not copied;
 * the result is allocated once with its exact size.
 */
public final class DerParts {

  private static final int PIECE = 1 << 20;
  private static final int SHORT_LENGTH = 0x7f;
  private static final int LONG_FORM = 0x80;

  private final List<byte[]> full = new ArrayList<>();
  private ByteArrayOutputStream last = new ByteArrayOutputStream();
  private int size;

  /** Adds an encoded value, which the caller must not change afterwards. */
  public DerParts add(byte[] encoded) {
    size = Math.addExact(size, encoded.length);
    if (encoded.length >= PIECE) {
      close();
      full.add(encoded);
      return this;
    }
    last.writeBytes(encoded);
    if (last.size() >= PIECE) {
      close();
    }
    return this;
  }

  private void close() {
    full.add(last.toByteArray());
    last = new ByteArrayOutputStream();
  }

  /** Adds tag and length of a value whose content of {@code length} octets is added next. */
  public DerParts begin(int tag, int length) {
    return add(header(tag, length));
  }

  /** The number of octets. */
  public int size() {
    return size;
  }

  /** Adds all octets of {@code other}. */
  public DerParts add(DerParts other) {
    other.full.forEach(this::add);
    return add(other.last.toByteArray());
  }

  /** All octets as the content of one value with this tag. */
  public byte[] within(int tag) {
    byte[] header = header(tag, size);
    byte[] whole = new byte[Math.addExact(header.length, size)];
    System.arraycopy(header, 0, whole, 0, header.length);
    int at = header.length;
    for (byte[] piece : full) {
      System.arraycopy(piece, 0, whole, at, piece.length);
      at += piece.length;
    }
    System.arraycopy(last.toByteArray(), 0, whole, at, last.size());
    return whole;
  }

  /** X.690 sections 8.1.2 and 10.1. */
  private static byte[] header(int tag, int length) {
    ByteArrayOutputStream header = new ByteArrayOutputStream(2 + Integer.BYTES);
    header.write(tag);
    if (length <= SHORT_LENGTH) {
      header.write(length);
    } else {
      int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
      header.write(LONG_FORM | octets);
      for (int octet = octets - 1; octet >= 0; octet--) {
        header.write(length >> (Byte.SIZE * octet));
      }
    }
    return header.toByteArray();
  }
}
