package org.bailiwick.broker.mcp;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.broker.outbound.BackEndAnswerStream;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.HeaderText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Reads the events of a stream (HTML Living Standard, "Server-sent events"), up to a limit of
 * octets. An event ends in an empty line; what a stream leaves unfinished is not used.
 */
final class EventStream {
  private static final int BUFFER = 8 * 1024;

  private final BackEndAnswerStream stream;
  private final Position position;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private boolean afterReturn;

  /** How far the streams of one answer have come together. */
  static final class Position {
    private static final int MOST_SECONDS = 10;
    private static final int LONGEST_ID = 1024;

    private int left;
    private Optional<String> lastId = Optional.empty();
    private Duration pause = Duration.ofSeconds(1);

    /**
     * @param bytes the most octets of all streams of the answer
     */
    Position(int bytes) {
      this.left = bytes;
    }

    Optional<String> lastId() {
      return lastId;
    }

    Duration pause() {
      return pause;
    }

    private void spend() {
      left--;
      if (left < 0) {
        throw BackEndFault.unusable("answer-too-large", null);
      }
    }

    private void keepId(String id) {
      if (id.length() <= LONGEST_ID && HeaderText.isValue(id)) {
        lastId = Optional.of(id);
      }
    }

    private void keepPause(String milliseconds) {
      if (milliseconds.matches("[0-9]{1,9}")) {
        pause =
            Duration.ofMillis(
                Math.min(
                    Long.parseLong(milliseconds), Duration.ofSeconds(MOST_SECONDS).toMillis()));
      }
    }
  }

  EventStream(BackEndAnswerStream stream, Position position) {
    this.stream = stream;
    this.position = position;
  }

  /** The data of the next event, which may be blank; empty at the end of the stream. */
  Optional<String> next() {
    StringBuilder data = new StringBuilder();
    boolean some = false;
    Optional<String> line = line();
    while (line.isPresent()) {
      String text = line.get();
      if (text.isEmpty() && some) {
        return Optional.of(data.toString());
      }
      if (field(text).equals("data")) {
        data.append(data.isEmpty() ? "" : "\n").append(value(text));
      }
      some |= !text.isEmpty() && !text.startsWith(":");
      note(text);
      line = line();
    }
    return Optional.empty();
  }

  private void note(String line) {
    switch (field(line)) {
      case "id" -> position.keepId(value(line));
      case "retry" -> position.keepPause(value(line));
      default -> {
        // the name of an event, a comment, or a field that nobody knows
      }
    }
  }

  private static String field(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? line : line.substring(0, colon);
  }

  private static String value(String line) {
    int colon = line.indexOf(':');
    String value = colon < 0 ? "" : line.substring(colon + 1);
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  /** A line without its end: CR, LF or both. */
  private Optional<String> line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = octet();
    while (octet >= 0) {
      boolean secondOfEnd = octet == '\n' && afterReturn;
      afterReturn = octet == '\r';
      if (!secondOfEnd) {
        if (octet == '\n' || octet == '\r') {
          return Optional.of(text(line.toByteArray()));
        }
        line.write(octet);
      }
      octet = octet();
    }
    return Optional.empty();
  }

  private static String text(byte[] octets) {
    try {
      return StrictJson.text(octets);
    } catch (ProblemException e) {
      throw BackEndFault.unusable("answer-encoding", e);
    }
  }

  private int octet() {
    if (at == end) {
      end = stream.read(buffer);
      at = 0;
      if (end < 0) {
        end = 0;
        return -1;
      }
    }
    position.spend();
    byte octet = buffer[at];
    at++;
    return octet & 0xff;
  }
}
