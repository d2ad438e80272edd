package org.bailiwick.master.storedresult;

import java.io.InputStream;
import java.util.function.IntFunction;

/** Reads a result from one of its octets on, with one piece at a time in memory. */
final class ResultReader extends InputStream {

  private final IntFunction<byte[]> pieces;
  private final long end;
  private long place;
  private byte[] piece = new byte[0];
  private int number = -1;

  /**
   * @param pieces reads a piece by its number
   * @param from the first octet
   * @param end the place after the last octet
   */
  ResultReader(IntFunction<byte[]> pieces, long from, long end) {
    this.pieces = pieces;
    this.place = from;
    this.end = end;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] octets, int from, int count) {
    if (count == 0) {
      return 0;
    }
    if (place >= end) {
      return -1;
    }
    int wanted = (int) (place / StoredResults.PIECE);
    if (wanted != number) {
      piece = pieces.apply(wanted);
      number = wanted;
    }
    int at = (int) (place % StoredResults.PIECE);
    int part = (int) Math.min(Math.min(count, piece.length - at), end - place);
    if (part <= 0) {
      throw StoredResults.unreadable();
    }
    System.arraycopy(piece, at, octets, from, part);
    place += part;
    return part;
  }
}
