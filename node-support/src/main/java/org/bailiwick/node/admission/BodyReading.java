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
 * Reads a body in bounded time: a fixed time, plus a second for each 32 KiB that have arrived. The
 * listener's read timeout ends a read from a silent peer.
 */
final class BodyReading {
  /** A body gets one more second per this number of octets; usable connections are faster. */
  private static final long OCTETS_PER_SECOND = 32_768;

  private static final int PART = 8_192;
  private static final long NANOS = 1_000_000_000L;

  private final Duration time;
  private final long maxBytes;
  private final LongSupplier nanoTime;

  /**
   * @param maxBytes the longest body; a little more is read, so that a longer one is noticed
   */
  BodyReading(Duration time, long maxBytes, LongSupplier nanoTime) {
    this.time = time;
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  /** Whether a part of the body has not arrived yet. */
  boolean isUnfinished(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    if (length < 0) {
      return request.getHeader("Transfer-Encoding") != null;
    }
    // A body that is too long is refused later by its declared length.
    return length > 0 && length <= maxBytes && arrived(request) < length;
  }

  /** The octets that the request's body may need in memory. */
  long expected(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    if (length >= 0) {
      return length <= maxBytes ? length : 0; // a longer one is refused unread
    }
    return request.getHeader("Transfer-Encoding") != null ? maxBytes : 0;
  }

  private static int arrived(HttpServletRequest request) {
    try {
      return request.getInputStream().available();
    } catch (IOException e) {
      return 0; // the read will fail too
    }
  }

  /**
   * @throws ProblemException REQUEST_TIMEOUT when the body takes too long, MALFORMED_REQUEST when
   *     the connection ends before the body
   */
  byte[] read(HttpServletRequest request) {
    long began = nanoTime.getAsLong();
    try {
      InputStream in = request.getInputStream();
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      byte[] part = new byte[PART];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        body.write(part, 0, read);
        if (body.size() > maxBytes) {
          break;
        }
        if (nanoTime.getAsLong() - began > allowance(body.size())) {
          throw tooSlow(null);
        }
      }
      return body.toByteArray();
    } catch (IOException | IllegalStateException e) {
      // The server throws its own exceptions for a silent peer and for a closed connection.
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
