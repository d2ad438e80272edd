package org.bailiwick.node.admission;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Takes a body in bounded time: a fixed one, and a second more for each 32 KiB that have come. One
 * read may wait for as long as the listener lets it (its read timeout), so that is what a silent
 * peer gets.
 */
final class BodyReading {
  /** Slower than any line on which our requests make sense. */
  private static final long OCTETS_PER_SECOND = 32_768;

  private static final int PART = 8_192;
  private static final long NANOS = 1_000_000_000L;

  private final Duration time;
  private final long most;
  private final LongSupplier nanoTime;

  /**
   * @param most how much of a body is held; of a longer one a little more, by which the application
   *     sees that it is too long
   */
  BodyReading(Duration time, long most, LongSupplier nanoTime) {
    this.time = time;
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /** Whether there is something to wait for. */
  boolean isUnfinished(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    if (length < 0) {
      return request.getHeader("Transfer-Encoding") != null;
    }
    // One that is too long is refused by its length, without a look at it.
    return length > 0 && length <= most && arrived(request) < length;
  }

  private static int arrived(HttpServletRequest request) {
    try {
      return request.getInputStream().available();
    } catch (IOException e) {
      return 0; // reading it will tell
    }
  }

  /**
   * @throws ProblemException REQUEST_TIMEOUT when it takes too long, MALFORMED_REQUEST when it
   *     breaks off
   */
  byte[] read(HttpServletRequest request) {
    long began = nanoTime.getAsLong();
    try {
      InputStream in = request.getInputStream();
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      byte[] part = new byte[PART];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        body.write(part, 0, read);
        if (body.size() > most) {
          break;
        }
        if (nanoTime.getAsLong() - began > allowance(body.size())) {
          throw tooSlow(null);
        }
      }
      return body.toByteArray();
    } catch (IOException | IllegalStateException e) {
      // The server has exceptions of its own for a peer that is silent and for one that is gone.
      throw nanoTime.getAsLong() - began >= NANOS ? tooSlow(e) : brokenOff(e);
    }
  }

  private long allowance(int size) {
    return time.toNanos() + size * NANOS / OCTETS_PER_SECOND;
  }

  private static ProblemException tooSlow(Exception cause) {
    return new ProblemException(
        ProblemType.REQUEST_TIMEOUT, "body-time", "The body did not come in time.", cause);
  }

  private static ProblemException brokenOff(Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "body-broken-off", "The body could not be read.", cause);
  }
}
