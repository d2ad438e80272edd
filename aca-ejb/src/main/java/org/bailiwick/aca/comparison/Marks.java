package org.bailiwick.aca.comparison;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bailiwick.contract.credential.Sha256;

/** A set of texts that stores 64 bits of each text's digest: a million texts take 16 to 32 MB. */
final class Marks {

  private static final int FIRST = 1024;

  private long[] table = new long[FIRST];
  private int size;

  /** Adds the text, and returns whether it is new. */
  boolean add(String text) {
    if (size * 2 > table.length) {
      grow();
    }
    return put(mark(text));
  }

  boolean contains(String text) {
    long mark = mark(text);
    return table[place(mark)] == mark;
  }

  private boolean put(long mark) {
    int place = place(mark);
    if (table[place] == mark) {
      return false;
    }
    table[place] = mark;
    size++;
    return true;
  }

  private void grow() {
    long[] before = table;
    table = new long[before.length * 2];
    size = 0;
    for (long mark : before) {
      if (mark != 0) {
        put(mark);
      }
    }
  }

  /** The index of this mark, or the free index at which it belongs. */
  private int place(long mark) {
    int place = (int) mark & (table.length - 1);
    while (table[place] != 0 && table[place] != mark) {
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }

  private static long mark(String text) {
    long mark = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8))).getLong();
    return mark == 0 ? 1 : mark;
  }
}
