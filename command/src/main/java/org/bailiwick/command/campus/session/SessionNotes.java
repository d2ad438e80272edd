package org.bailiwick.command.campus.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The file in which is noted which sessions have to end, and which are over. Each note is on the
 * disk when the method returns. One process has the file at a time.
 */
final class SessionNotes implements AutoCloseable {
  /** What is noted of a session; the last note counts. */
  enum Event {
    /** It has to end, since its certificate was revoked. */
    REVOKED,
    /** It has to end, since its certificate has expired. */
    EXPIRED,
    /** It has to end, since nobody knows the status of its certificate. */
    STALE,
    /** The switch has ended it. */
    ENDED,
    /** The switch has no such session. */
    ABSENT,
    /** The switch has not answered for a day, or has refused for as long. */
    GIVEN_UP;

    boolean isOver() {
      return this == ENDED || this == ABSENT || this == GIVEN_UP;
    }
  }

  /** A note with its time. */
  record Note(Event event, Instant at) {}

  private static final int FIELDS = 5;

  private final FileChannel channel;
  private final Map<String, Note> notes = new HashMap<>();

  private SessionNotes(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens the file, which is made if it is not there.
   *
   * @throws IllegalArgumentException if another process has it
   */
  static SessionNotes open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(file, channel, null);
      }
    } catch (OverlappingFileLockException e) {
      throw taken(file, channel, e);
    }
    SessionNotes opened = new SessionNotes(channel);
    opened.read(whole(channel));
    return opened;
  }

  /**
   * By the channel that has the lock: if the file were opened anew, its close would end the lock.
   */
  private static String whole(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) channel.size());
    int count = 0;
    while (content.hasRemaining() && count >= 0) {
      count = channel.read(content);
    }
    return new String(content.array(), 0, content.position(), StandardCharsets.ISO_8859_1);
  }

  private static IllegalArgumentException taken(Path file, FileChannel channel, Exception cause)
      throws IOException {
    channel.close();
    return new IllegalArgumentException(
        "Another campus watch runs: it has the file " + file, cause);
  }

  private void read(String text) throws IOException {
    text.lines().forEach(line -> read(line.split("\t", -1)));
    channel.position(channel.size());
    if (!text.isEmpty() && !text.endsWith("\n")) {
      channel.write(ByteBuffer.wrap(new byte[] {'\n'})); // after a line that a full disk has cut
    }
  }

  private void read(String[] fields) {
    if (fields.length == FIELDS) {
      try {
        Event event = Event.valueOf(fields[2]);
        notes.put(fields[1], new Note(event, Instant.parse(fields[0])));
      } catch (IllegalArgumentException | DateTimeException cut) {
        // Half a line: what it said is done again, which does no harm.
      }
    }
  }

  Optional<Note> of(AdmittedSession session) {
    return Optional.ofNullable(notes.get(session.id()));
  }

  /** Notes an event of a session. */
  void add(AdmittedSession session, Event event, Instant now) throws IOException {
    String line =
        String.join("\t", now.toString(), session.id(), event.name(), session.name())
            + "\t"
            + session.serial().toString(16)
            + "\n";
    long before = channel.position();
    try {
      ByteBuffer octets = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      channel.force(false);
    } catch (IOException e) {
      cut(before, e);
      throw e;
    }
    notes.put(session.id(), new Note(event, now));
  }

  private void cut(long length, IOException cause) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      cause.addSuppressed(e); // half a line stays, which is not read
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
