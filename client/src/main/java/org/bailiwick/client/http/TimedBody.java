package org.bailiwick.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.bailiwick.contract.time.TimeLimit;

/**
 * The body of an answer, of which each part must arrive in time: the time limit of the platform's
 * HTTP client ends with the headers. After the limit the body is closed, and its reader gets an
 * {@link IOException}.
 */
final class TimedBody extends FilterInputStream {
  private final Duration limit;

  TimedBody(InputStream body, Duration limit) {
    super(body);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    TimeLimit begun = TimeLimit.after(limit, this::end);
    try {
      return in.read(buffer, offset, length);
    } finally {
      begun.close();
    }
  }

  private void end() {
    try {
      in.close();
    } catch (IOException ignored) {
      return; // the reader gets an exception of its own
    }
  }
}
