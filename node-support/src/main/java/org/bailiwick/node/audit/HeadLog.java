package org.bailiwick.node.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file of signed heads of one chain: a compact JWS a line, the newest last. It lies outside of
 * the database, and belongs in other backups than the database, so that an old copy of one is told
 * by the other. One process writes it. A line that a crash left unfinished was never relied upon
 * and is cut off by the next one.
 */
public final class HeadLog {

  /** More than any statement needs: officers' reasons are bounded. */
  private static final int TAIL = 16 * 1024;

  private final Path file;

  public HeadLog(Path file) {
    this.file = file;
  }

  /** The newest line; empty when there is none. */
  public Optional<String> last() {
    String tail = finished(tail());
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    String line = tail.substring(0, tail.length() - 1);
    return Optional.of(line.substring(line.lastIndexOf('\n') + 1));
  }

  /** How many lines there are. */
  public long size() {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Lines from this one on, counted from 0. */
  public List<String> read(long from, int limit) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
      return lines.skip(from).limit(limit).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Adds a line and returns when the disk has it. */
  public void append(String compact) {
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        String tail = tail();
        long end = channel.size() - (tail.length() - finished(tail).length());
        channel.truncate(end);
        ByteBuffer line = StandardCharsets.US_ASCII.encode(compact + "\n");
        for (long at = end; line.hasRemaining(); ) {
          at += channel.write(line, at);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static String finished(String tail) {
    return tail.substring(0, tail.lastIndexOf('\n') + 1);
  }

  private String tail() {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL);
      byte[] tail = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(tail);
      return new String(tail, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
