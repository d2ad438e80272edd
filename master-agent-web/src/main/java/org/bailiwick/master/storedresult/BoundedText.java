package org.bailiwick.master.storedresult;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Collects a text of a bounded number of octets. */
final class BoundedText extends OutputStream {

  /** The text is longer than it may be. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    TooLong(int most) {
      super("more than " + most + " octets");
    }
  }

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final int most;

  BoundedText(int most) {
    this.most = most;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] written, int from, int count) throws IOException {
    if (count > most - octets.size()) {
      throw new TooLong(most);
    }
    octets.write(written, from, count);
  }

  String text() {
    return octets.toString(StandardCharsets.UTF_8);
  }
}
