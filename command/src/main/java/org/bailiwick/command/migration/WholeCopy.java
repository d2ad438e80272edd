package org.bailiwick.command.migration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies of files, and what it takes until the disk has them. */
final class WholeCopy {
  private WholeCopy() {}

  /**
   * From the channel, which may hold the only lock of this process: opening and closing the file
   * once more would give that lock away (POSIX, fcntl).
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

  /** A file's bytes, or a folder's names. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
