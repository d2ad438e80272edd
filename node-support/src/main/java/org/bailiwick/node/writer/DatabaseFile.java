package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import org.bailiwick.node.log.StructuredLog;

/**
 * The file of a writer's H2 database; PostgreSQL has none. H2 closes its file when a write fails,
 * and a file that is opened again without renewal may be refused later
 * (docs/decisions/0032-kept-ledger-files.md). So the writer stops before the disk is full, and a
 * file that H2 closed after a failure stays closed until the process ends.
 */
final class DatabaseFile {
  /** Free bytes that are required, more than all running batches and H2's own writes need. */
  static final long RESERVE = 64L * 1024 * 1024;

  private static final StructuredLog LOG = StructuredLog.of(DatabaseFile.class);
  private static final String SCHEME = "jdbc:h2:file:";
  private static final String STORE_FAILURE = "org.h2.mvstore.MVStoreException";

  /**
   * Channels that stay open: closing one, or its garbage collection, would release every lock of
   * this process on the file (POSIX, fcntl), including H2's.
   */
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  /** DATABASE_IS_CLOSED and DATABASE_CALLED_AT_SHUTDOWN (H2's ErrorCode). */
  private static final Set<String> CLOSED = Set.of("90098", "90121");

  private final ToLongFunction<Path> room;
  private volatile Optional<Path> file = Optional.empty();
  private volatile boolean given;
  private volatile boolean held;
  private Optional<FileChannel> probe = Optional.empty();

  /**
   * @param room gives the free bytes on the disk of a file
   */
  DatabaseFile(ToLongFunction<Path> room) {
    this.room = room;
  }

  static long usable(Path file) {
    try {
      return Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      // A write will fail if there is a problem.
      return Long.MAX_VALUE;
    }
  }

  /**
   * @throws NoWriteException when the disk is nearly full, or H2 has closed the file
   */
  void requireWritable(EntityManager em) {
    learn(em);
    requireWritable();
  }

  void requireWritable() {
    Optional<NoWriteException.Reason> reason = fault();
    if (reason.isPresent()) {
      throw new NoWriteException(reason.get());
    }
  }

  Optional<NoWriteException.Reason> fault() {
    if (held) {
      return Optional.of(NoWriteException.Reason.FILE_GIVEN_UP);
    }
    return file.filter(known -> room.applyAsLong(known) < RESERVE)
        .map(known -> NoWriteException.Reason.DISK_FULL);
  }

  private void learn(EntityManager em) {
    if (given) {
      return;
    }
    try {
      Connection connection = em.unwrap(Connection.class);
      if (connection != null) {
        file = path(connection.getMetaData().getURL());
        given = true;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not say where it is", e);
    }
  }

  private static Optional<Path> path(String url) {
    if (url == null || !url.startsWith(SCHEME)) {
      return Optional.empty();
    }
    return Optional.of(Path.of(url.substring(SCHEME.length()).split(";", 2)[0] + ".mv.db"))
        .filter(Files::exists);
  }

  /** Locks the file if this failure of a transaction shows that H2 has closed it. */
  synchronized void note(Throwable failure) {
    if (file.isEmpty() || held || !saysGivenUp(failure)) {
      return;
    }
    try {
      if (channel().tryLock() != null) {
        held = true;
        LOG.fault("writer.database-file-given-up", Map.of("file", file.get().toString()), failure);
      }
    } catch (OverlappingFileLockException stillOpen) {
      LOG.info("writer.database-file-still-open", Map.of("file", file.get().toString()));
    } catch (IOException e) {
      LOG.fault("writer.database-file-not-held", Map.of("file", file.get().toString()), e);
    }
  }

  private FileChannel channel() throws IOException {
    if (probe.isEmpty()) {
      probe = Optional.of(FileChannel.open(file.orElseThrow(), StandardOpenOption.WRITE));
      NEVER_CLOSED.add(probe.get());
    }
    return probe.get();
  }

  private static boolean saysGivenUp(Throwable failure) {
    return FailureCauses.of(failure)
        .anyMatch(
            cause ->
                cause.getClass().getName().equals(STORE_FAILURE)
                    || (cause instanceof SQLException sql
                        && CLOSED.contains("" + sql.getSQLState())));
  }
}
