package org.bailiwick.node.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Tells cheaply whether an operator has changed anything in a folder of descriptions. */
public final class FolderVersion {

  private FolderVersion() {}

  /**
   * Names, sizes and times of all files down to this depth: another text after any change, and
   * {@code none} without a folder.
   */
  public static String of(Path folder, int depth) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "none";
    }
    StringBuilder version = new StringBuilder("v");
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.sorted().toList()) {
        version.append(file).append('|').append(Files.getLastModifiedTime(file).toMillis());
        version.append('|').append(Files.size(file)).append('\n');
      }
    }
    return version.toString();
  }
}
