package org.bailiwick.command.migration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies files and forces them to the disk. */
final class WholeCopy {
  private WholeCopy() {}

  /**
   * Copies from the channel, which may hold a lock: opening and closing the file once more would
   * release that lock (POSIX, fcntl).
   */
  static void of(FileChannel from, Path to) throws IOException {
    try (FileChannel out =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = from.size();
      for (long at = 0; at < size; ) {
        at += from.transferTo(at, size - at, out);
      }
    }
  }

  /** Forces a file's bytes, or a folder's entries, to the disk. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
