package org.bailiwick.master.storedresult;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import org.bailiwick.contract.credential.Sha256;

/** Divides octets into pieces, and computes their digest. A short text never becomes a piece. */
final class ResultWriter extends OutputStream {

  private final BiConsumer<Integer, byte[]> pieces;
  private final MessageDigest digest = Sha256.begin();
  private final byte[] buffer = new byte[StoredResults.PIECE];
  private int filled;
  private int number;
  private long size;

  /** {@code pieces} takes each piece with its number, from 0. */
  ResultWriter(BiConsumer<Integer, byte[]> pieces) {
    this.pieces = pieces;
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int from, int count) {
    digest.update(octets, from, count);
    size += count;
    int place = from;
    int end = from + count;
    while (place < end) {
      if (filled == buffer.length) {
        next();
      }
      int part = Math.min(end - place, buffer.length - filled);
      System.arraycopy(octets, place, buffer, filled, part);
      filled += part;
      place += part;
    }
  }

  /** Everything, as long as there is no piece. */
  byte[] whole() {
    return Arrays.copyOf(buffer, filled);
  }

  long size() {
    return size;
  }

  /** Gives the last piece away, and returns the hex digest of all. */
  String finish() {
    next();
    return HexFormat.of().formatHex(digest.digest());
  }

  private void next() {
    pieces.accept(number, whole());
    number++;
    filled = 0;
  }
}
