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
 * The files that killed processes left, beside the one that replaced them: {@code
 * aca.mv.db.left-20261128T013000.123Z}. Only the newest {@value #NEWEST} are kept, so that repeated
 * kills do not fill the disk.
 */
record KeptFiles(Path file) {
  static final int NEWEST = 5;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Makes a hard link to the file, or a copy if the file system has no hard links. */
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

  /** The kept files, oldest first. */
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
