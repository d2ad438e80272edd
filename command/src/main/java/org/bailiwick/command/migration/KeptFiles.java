package org.bailiwick.command.migration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that kills left, beside the one that took their place: {@code
 * aca.mv.db.left-20261128T013000.123Z}. The newest {@value #NEWEST} stay, so that nodes that are
 * killed again and again do not fill the disk.
 */
record KeptFiles(Path file) {
  static final int NEWEST = 5;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Gives the file a second name, or where there are no such names makes a copy of it. */
  Path keep(FileChannel old, Instant now) throws IOException {
    Path kept = file.resolveSibling(prefix() + TIME.format(now));
    try {
      Files.createLink(kept, file);
    } catch (UnsupportedOperationException | IOException e) {
      copy(old, kept);
    }
    WholeCopy.force(folder());
    dropOldest();
    return kept;
  }

  private static void copy(FileChannel old, Path kept) throws IOException {
    try {
      WholeCopy.of(old, kept);
      WholeCopy.force(kept);
    } catch (IOException e) {
      Files.deleteIfExists(kept);
      throw e;
    }
  }

  /** Oldest first. */
  List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix())).sorted().toList();
    }
  }

  private void dropOldest() throws IOException {
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - NEWEST))) {
      Files.delete(old);
    }
  }

  private String prefix() {
    return file.getFileName() + ".left-";
  }

  private Path folder() {
    return file.toAbsolutePath().getParent();
  }
}
