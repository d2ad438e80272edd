package org.bailiwick.broker.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.time.TimeLimit;

/**
 * An answer whose body is still to be read. When the time of the exchange is over, reading fails,
 * whether the back end sends nothing or never ends.
 */
public final class BackEndAnswerStream implements AutoCloseable {
  private static final int NO_CONTENT = 204;

  private final HttpResponse<InputStream> answer;
  private final TimeLimit limit;
  private final AtomicBoolean expired = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable atEnd;

  private BackEndAnswerStream(HttpResponse<InputStream> answer, Duration limit, Runnable atEnd) {
    this.answer = answer;
    this.atEnd = atEnd;
    this.limit = TimeLimit.after(limit, this::expire);
  }

  static BackEndAnswerStream of(HttpResponse<InputStream> answer, Duration limit, Runnable atEnd) {
    return new BackEndAnswerStream(answer, limit, atEnd);
  }

  public int status() {
    return answer.statusCode();
  }

  /** The value of a field; empty if it is absent or comes more than once. */
  public Optional<String> header(String name) {
    return Optional.of(answer.headers().allValues(name))
        .filter(values -> values.size() == 1)
        .map(values -> values.getFirst());
  }

  /** The media type without parameters, in lower case. */
  public String mediaType() {
    return header("Content-Type").map(BackEndText::mediaType).orElse("");
  }

  /**
   * The next octets of the body, as {@link InputStream#read(byte[])}.
   *
   * @throws BackEndFault answer-timeout or connection-lost
   */
  public int read(byte[] buffer) {
    try {
      int count = answer.body().read(buffer);
      if (expired.get()) {
        throw BackEndFault.perhapsDone("answer-timeout", null);
      }
      return count;
    } catch (IOException e) {
      throw BackEndFault.perhapsDone(expired.get() ? "answer-timeout" : "connection-lost", e);
    }
  }

  /**
   * The whole body as text.
   *
   * @throws BackEndFault answer-timeout, connection-lost, answer-too-large, answer-encoding
   */
  public BackEndText text(int maxBytes) {
    requirePlain();
    String text = status() == NO_CONTENT ? "" : utf8(octets(maxBytes));
    return new BackEndText(status(), mediaType(), text, header("Retry-After"));
  }

  /** No compressed form is asked for, and one that comes all the same could be any size. */
  public void requirePlain() {
    if (header("Content-Encoding").filter(coding -> !coding.equals("identity")).isPresent()) {
      throw BackEndFault.unusable("answer-encoding", null);
    }
  }

  private byte[] octets(int maxBytes) {
    try {
      byte[] bytes = answer.body().readNBytes(maxBytes + 1);
      if (expired.get()) {
        throw BackEndFault.perhapsDone("answer-timeout", null);
      }
      if (bytes.length > maxBytes) {
        throw BackEndFault.unusable("answer-too-large", null);
      }
      return bytes;
    } catch (IOException e) {
      throw BackEndFault.perhapsDone(expired.get() ? "answer-timeout" : "connection-lost", e);
    }
  }

  private static String utf8(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw BackEndFault.unusable("answer-encoding", e);
    }
  }

  private void expire() {
    expired.set(true);
    end();
  }

  private void end() {
    try {
      answer.body().close();
    } catch (IOException ignored) {
      return; // it is given up anyway
    }
  }

  /** Ends the exchange; what was not read is not waited for. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      limit.close();
      end();
      atEnd.run();
    }
  }
}
