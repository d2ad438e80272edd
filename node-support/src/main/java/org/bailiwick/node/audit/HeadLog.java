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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The file of signed heads of one chain: one compact JWS per line, the newest last. It lies outside
 * the database and belongs in other backups, so that file and database each reveal an old copy of
 * the other. One process writes it. The next append removes a line that a crash left unfinished.
 */
public final class HeadLog {

  /** Octets per read; more than the longest line, since officers' reasons are bounded. */
  private static final int BLOCK = 16 * 1024;

  private final Path file;

  public HeadLog(Path file) {
    this.file = file;
  }

  /** The newest line; empty when there is none. */
  public Optional<String> last() {
    String tail = wholeLines(tail());
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    String line = tail.substring(0, tail.length() - 1);
    return Optional.of(line.substring(line.lastIndexOf('\n') + 1));
  }

  /**
   * Calls the function with lines from the newest to the oldest, and returns its first result. The
   * file is read from its end, no further than needed.
   */
  public <T> Optional<T> newest(Function<String, Optional<T>> function) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long end = in.length();
      String rest = ""; // the end of a line whose beginning lies in the block before
      boolean unfinished = true;
      while (end > 0) {
        long from = Math.max(0, end - BLOCK);
        String block = text(in, from, end) + rest;
        if (unfinished) {
          block = wholeLines(block);
          unfinished = block.isEmpty();
        }
        int first = from == 0 ? 0 : block.indexOf('\n') + 1;
        Optional<T> found = newestOf(block.substring(first), function);
        if (found.isPresent()) {
          return found;
        }
        rest = block.substring(0, first);
        end = from;
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** All results of the function, called with lines from the newest to the oldest. */
  public <T> List<T> all(Function<String, Optional<T>> function) {
    List<T> found = new ArrayList<>();
    newest(
        line -> {
          function.apply(line).ifPresent(found::add);
          return Optional.empty();
        });
    return found;
  }

  private static <T> Optional<T> newestOf(String lines, Function<String, Optional<T>> function) {
    return lines.lines().toList().reversed().stream()
        .map(function)
        .flatMap(Optional::stream)
        .findFirst();
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

  /** Adds a line and returns when it is on the disk. */
  public void append(String compact) {
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        String tail = tail();
        long end = channel.size() - (tail.length() - wholeLines(tail).length());
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

  private static String wholeLines(String tail) {
    return tail.substring(0, tail.lastIndexOf('\n') + 1);
  }

  private String tail() {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      return text(in, Math.max(0, in.length() - BLOCK), in.length());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static String text(RandomAccessFile in, long from, long end) throws IOException {
    byte[] octets = new byte[(int) (end - from)];
    in.seek(from);
    in.readFully(octets);
    return new String(octets, StandardCharsets.US_ASCII);
  }
}
