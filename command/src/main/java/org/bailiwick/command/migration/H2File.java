package org.bailiwick.command.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.MVStoreTool;

/**
 * An H2 file that a killed process may have left. The first time that it is opened, every commit
 * that was answered is found; but opening for writing marks space as free that the file's own index
 * still names, and the time after that the file can fall back to an older state or be refused
 * (docs/decisions/0011-h2-after-kill.md). So it is opened once, for reading, and copied to a new
 * file that takes its place.
 */
record H2File(Path path) {
  private static final String SCHEME = "jdbc:h2:file:";
  private static final String SUFFIX = ".mv.db";

  static boolean isNamedBy(String url) {
    return url.startsWith(SCHEME);
  }

  /** The file of a URL {@code jdbc:h2:file:PATH;SETTING=…}. */
  static H2File of(String url) {
    return new H2File(Path.of(url.substring(SCHEME.length()).split(";", 2)[0] + SUFFIX));
  }

  /**
   * Writes the file anew. Interrupted at any moment it leaves the old file or the new one. Does
   * nothing where there is none.
   *
   * @throws IllegalStateException another process has it open, or it is damaged
   */
  void renew() {
    if (!Files.exists(path)) {
      return;
    }
    Path copy = path.resolveSibling(path.getFileName() + ".copy");
    // Open, and so locked, until the copy is in place: nobody can start to write to the old file.
    try (MVStore old = new MVStore.Builder().fileName(path.toString()).readOnly().open()) {
      Files.deleteIfExists(copy);
      try (MVStore renewed = new MVStore.Builder().fileName(copy.toString()).open()) {
        MVStoreTool.compact(old, renewed);
      }
      Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (MVStoreException e) {
      throw new IllegalStateException("Cannot read " + path + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot replace " + path, e);
    }
  }
}
