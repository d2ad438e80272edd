package org.bailiwick.command.migration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.h2.mvstore.MVStoreException;

/**
 * An H2 file that a killed process may have left. H2 finds every acknowledged commit when it opens
 * such a file for the first time. But opening it for writing marks space as free that the file's
 * index still names, so that H2 may find an older state or refuse the file the next time
 * (docs/decisions/0011-h2-after-kill.md). Therefore only copies are opened. A new file replaces the
 * old one after its content was compared with a copy's, and the old file is kept
 * (docs/decisions/0032-kept-ledger-files.md).
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
   * Replaces, in one step, a file that a killed process left, and keeps it beside the new one. A
   * file that was closed is not changed.
   *
   * @param database the database of the file
   * @return the path of the kept file, if the file was renewed
   * @throws IllegalStateException if another process has it open, it is no database, it can't be
   *     read, or there is no space for the copies; the file is not changed then
   */
  Optional<Path> renew(Database database) {
    if (!Files.exists(path) || H2Header.of(path).isClosed()) {
      return Optional.empty();
    }
    // The old file stays locked until the copy has replaced it, so that nobody writes to it.
    try (FileChannel old =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      lock(old);
      return Optional.of(replace(old, database));
    } catch (NothingFoundException e) {
      throw new IllegalStateException(
          path + ": nothing of it can be read, and it was not changed. " + H2Header.ADVICE, e);
    } catch (IOException | SQLException | MVStoreException e) {
      throw new IllegalStateException(
          "Cannot renew %s, which a killed process left and which was not changed: %s%s"
              .formatted(path, e.getMessage(), space()),
          e);
    }
  }

  private void lock(FileChannel old) throws IOException {
    try {
      if (old.tryLock() == null) {
        throw inUse(null);
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(e);
    }
  }

  private IllegalStateException inUse(Exception cause) {
    return new IllegalStateException(
        "The database " + path + " is already in use: stop the node that has it open", cause);
  }

  private Path replace(FileChannel old, Database database)
      throws IOException, SQLException, NothingFoundException {
    H2File first = beside(".first");
    H2File renewed = beside(".renewed");
    first.delete();
    renewed.delete();
    try {
      WholeCopy.of(old, first.path);
      H2Renumbered.write(first.path, renewed.path);
      H2Contents found = first.contents(database);
      first.delete();
      requireSame(found, renewed.contents(database));
      // A second opening shows that the first one's rollback is permanent.
      requireSame(found, renewed.contents(database));
      WholeCopy.force(renewed.path);
      Path kept = new KeptFiles(path).keep(old, Clock.systemUTC().instant());
      Files.move(renewed.path, path, StandardCopyOption.ATOMIC_MOVE);
      WholeCopy.force(folder());
      return kept;
    } finally {
      first.delete();
      renewed.delete();
    }
  }

  private void requireSame(H2Contents found, H2Contents renewed) {
    found
        .difference(renewed)
        .ifPresent(
            difference -> {
              throw new IllegalStateException(
                  "The new file made of "
                      + path
                      + " differs in "
                      + difference
                      + "; the old file was not changed");
            });
  }

  /** Opens the file, which rolls back open transactions, reads its content and closes it. */
  private H2Contents contents(Database database) throws SQLException {
    try (Connection connection = database.connectTo(urlOf(database.url()))) {
      H2Contents contents = H2Contents.of(connection);
      // Closes the database even if a setting of the URL keeps it open.
      connection.createStatement().execute("shutdown");
      return contents;
    }
  }

  // Queries are lazy, so that large tables need little memory, and H2 writes no trace file.
  private String urlOf(String url) {
    String[] parts = url.split(";", 2);
    String name = path.toString();
    return SCHEME
        + name.substring(0, name.length() - SUFFIX.length())
        + (parts.length == 1 ? "" : ";" + parts[1])
        + ";LAZY_QUERY_EXECUTION=1;TRACE_LEVEL_FILE=0";
  }

  private H2File beside(String mark) {
    String name = path.getFileName().toString();
    String stem = name.substring(0, name.length() - SUFFIX.length());
    return new H2File(path.resolveSibling(stem + mark + SUFFIX));
  }

  private void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  private Path folder() {
    return path.toAbsolutePath().getParent();
  }

  private String space() {
    try {
      return "; the copies need up to %,d bytes, and %,d are free in %s"
          .formatted(2 * Files.size(path), Files.getFileStore(folder()).getUsableSpace(), folder());
    } catch (IOException e) {
      return "";
    }
  }
}
