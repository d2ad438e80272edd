package org.bailiwick.command.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two equal header blocks of an H2 file (H2's MVStore, "File Format"); they have {@code
 * clean:1} if the file was closed.
 */
record H2Header(String first, String second) {
  static final String ADVICE =
      "If this node has worked before, put a backup in its place (docs/operate/restore.md); if it"
          + " never has, delete the file.";

  private static final int BLOCK = 4096;

  /**
   * @throws IllegalStateException if the file is empty, or does not begin as a database does
   */
  static H2Header of(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      H2Header header = new H2Header(block(in), block(in));
      if (header.isDatabase()) {
        return header;
      }
      throw new IllegalStateException(
          path
              + (header.first.isEmpty() ? " is empty" : " does not begin as an H2 database does")
              + ": it is no database, and nothing was done with it. "
              + ADVICE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  // A kill may leave one of the two blocks half written.
  boolean isDatabase() {
    return first.startsWith("H:") || second.startsWith("H:");
  }

  boolean isClosed() {
    return first.equals(second) && first.contains(",clean:1,");
  }

  private static String block(InputStream in) throws IOException {
    return new String(in.readNBytes(BLOCK), StandardCharsets.ISO_8859_1).trim();
  }
}
