package org.bailiwick.node.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.stream.Stream;

/** Tells cheaply whether an operator has changed anything in a folder of descriptions. */
public final class FolderVersion {
  /**
   * Two changes of a file that are nearer to each other can have the same time: the clock of a file
   * system goes in steps.
   */
  private static final long SETTLED_MILLIS = 1000;

  /** The clock by which the file system writes times, also where a caller has another one. */
  private static final Clock OF_FILES = Clock.systemUTC();

  private FolderVersion() {}

  /**
   * Names, sizes and times of all files down to this depth: another text after any change, and
   * {@code none} without a folder. It is another text each time while a file was changed less than
   * a second ago, because the next change may leave size and time as they are.
   */
  public static String of(Path folder, int depth) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "none";
    }
    StringBuilder version = new StringBuilder("v");
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.sorted().toList()) {
        FileTime changed = Files.getLastModifiedTime(file);
        version.append(file).append('|').append(changed);
        version.append('|').append(Files.size(file)).append('\n');
        if (Math.abs(OF_FILES.millis() - changed.toMillis()) < SETTLED_MILLIS) {
          version.append(System.nanoTime()).append('\n');
        }
      }
    }
    return version.toString();
  }
}
