package org.bailiwick.enforcement.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads server-sent events (HTML Living Standard section 9.2.6) from a stream. A field that is not
 * known and a comment are skipped; a line or event that is too long ends the stream.
 */
final class EventLines {
  private static final int LONGEST = 1024 * 1024;
  private static final int END = -1;

  /**
   * An event.
   *
   * @param id the position that it gives, if it gives one
   */
  record Event(Optional<String> id, String name, String data) {}

  private final InputStream in;
  private int following = -2;

  EventLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next event; empty at the end. */
  Optional<Event> next() throws IOException {
    Optional<String> id = Optional.empty();
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (Optional<String> line = line(); line.isPresent(); line = line()) {
      if (line.get().isEmpty()) {
        if (!data.isEmpty()) {
          return Optional.of(new Event(id, name, data.substring(1)));
        }
        id = Optional.empty();
        name = "message";
        continue;
      }
      String[] field = field(line.get());
      switch (field[0]) {
        case "id" -> id = Optional.of(field[1]);
        case "event" -> name = field[1];
        case "data" -> data.append('\n').append(field[1]);
        default -> {
          // a comment, or a field of a later version
        }
      }
      if (data.length() > LONGEST) {
        throw new IOException("an event is too long");
      }
    }
    return Optional.empty();
  }

  private static String[] field(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return new String[] {line, ""};
    }
    String value = line.substring(colon + 1);
    return new String[] {
      line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value
    };
  }

  /** A line without its end, which is CR, LF or both; empty at the end of the stream. */
  private Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int each = read();
    while (each != END && each != '\n' && each != '\r') {
      line.write(each);
      if (line.size() > LONGEST) {
        throw new IOException("a line is too long");
      }
      each = read();
    }
    if (each == END) {
      return Optional.empty(); // what is not ended by a line end does not count
    }
    following = each == '\r' ? '\r' : -2;
    return Optional.of(line.toString(StandardCharsets.UTF_8));
  }

  /** The next octet; a LF that follows a CR belongs to it. */
  private int read() throws IOException {
    int each = in.read();
    boolean skip = following == '\r' && each == '\n';
    following = -2;
    return skip ? in.read() : each;
  }
}
