package org.bailiwick.node.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Sha256;

/** Tells cheaply whether an operator has changed anything in a folder of descriptions. */
public final class FolderVersion {
  /**
   * Two changes of a file that are nearer to each other can have the same time: the clock of a file
   * system goes in steps.
   */
  private static final long SETTLED_MILLIS = 1000;

  /** The most octets of a file that is read for its digest. */
  private static final long LONGEST = 4L * 1024 * 1024;

  /** The clock by which the file system writes times, also where a caller has another one. */
  private static final Clock OF_FILES = Clock.systemUTC();

  private final int depth;
  private Map<Path, Known> known = Map.of();

  /** A file as it was read; its digest need not be made anew if it was settled then. */
  private record Known(FileTime changed, long size, String digest, boolean settled) {}

  /**
   * Knows nothing yet.
   *
   * @param depth how far down files count
   */
  public FolderVersion(int depth) {
    this.depth = depth;
  }

  /**
   * Names, sizes, times and digests of all files: another text after any change, also one of the
   * same size within the same step of the clock, and {@code none} without a folder.
   */
  public synchronized String of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "none";
    }
    Map<Path, Known> found = new HashMap<>();
    StringBuilder version = new StringBuilder("v");
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.sorted().toList()) {
        Known now = read(file);
        found.put(file, now);
        version.append(file).append('|').append(now.changed()).append('|').append(now.size());
        version.append('|').append(now.digest()).append('\n');
      }
    }
    known = found;
    return version.toString();
  }

  private Known read(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    FileTime changed = now.lastModifiedTime();
    Known before = known.get(file);
    if (before != null
        && before.settled()
        && before.changed().equals(changed)
        && before.size() == now.size()) {
      return before;
    }
    boolean settled = Math.abs(OF_FILES.millis() - changed.toMillis()) >= SETTLED_MILLIS;
    return new Known(changed, now.size(), now.isRegularFile() ? digest(file, now) : "", settled);
  }

  /** Nothing for a file that cannot be read: whoever reads the folder says so. */
  private static String digest(Path file, BasicFileAttributes now) {
    if (now.size() > LONGEST) {
      return "";
    }
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException e) {
      return "";
    }
  }
}
