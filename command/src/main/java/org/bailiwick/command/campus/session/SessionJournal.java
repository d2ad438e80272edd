package org.bailiwick.command.campus.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The journal of a RADIUS server: a folder with a file for each day, to which the server adds a
 * line for each session that it admits.
 */
final class SessionJournal {
  private static final String SUFFIX = ".tsv";
  private static final int PART = 1024 * 1024;

  private final Path folder;
  private final Map<Path, Long> read = new HashMap<>();

  SessionJournal(Path folder) {
    this.folder = folder;
  }

  /**
   * Gives the lines that were added since the last call, oldest first. A line that is not complete
   * yet is left for a later call.
   *
   * @throws IOException if a file cannot be read; lines before were given, and none is given twice
   */
  void readNew(Consumer<String> to) throws IOException {
    for (Path each : files()) {
      readNew(each, to);
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList();
    }
    read.keySet().retainAll(files);
    return files;
  }

  private void readNew(Path file, Consumer<String> to) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = read.getOrDefault(file, 0L);
      if (channel.size() < from) {
        from = 0; // another file of that name
      }
      long next = lines(channel, from, to);
      while (next > from) {
        read.put(file, next);
        from = next;
        next = lines(channel, from, to);
      }
      read.put(file, next);
    }
  }

  /** Gives the complete lines of one part; the offset after the last of them. */
  private static long lines(FileChannel channel, long from, Consumer<String> to)
      throws IOException {
    ByteBuffer part = ByteBuffer.allocate((int) Math.min(PART, channel.size() - from));
    int count = 0;
    while (part.hasRemaining() && count >= 0) {
      count = channel.read(part, from + part.position());
    }
    String text = new String(part.array(), 0, part.position(), StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1;
    text.substring(0, end).lines().forEach(to);
    boolean isLonger = end == 0 && part.position() == PART;
    return from + (isLonger ? PART : end); // no line of the server is as long as a part
  }
}
