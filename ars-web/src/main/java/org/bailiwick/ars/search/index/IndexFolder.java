package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.bailiwick.node.log.StructuredLog;

/**
 * The folder of an index. What cannot be read completely, or has another form, is deleted. If the
 * folder cannot be used, or another process has it, the index is in memory.
 */
final class IndexFolder {
  private static final StructuredLog LOG = StructuredLog.of(IndexFolder.class);

  /** The names of Lucene's files; others in the folder are left alone. */
  private static final Pattern OWN_FILE = Pattern.compile("_.*|(pending_)?segments.*");

  private IndexFolder() {}

  static Directory open(Optional<Path> folder) {
    if (folder.isEmpty()) {
      return new ByteBuffersDirectory();
    }
    try {
      Path path = folder.get();
      if (!Files.isDirectory(path)) {
        Files.createDirectories(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Directory directory = FSDirectory.open(path);
      prepare(directory);
      return directory;
    } catch (IOException | RuntimeException e) {
      LOG.warn("search-index.in-memory", Map.of("reason", String.valueOf(e.getMessage())));
      return new ByteBuffersDirectory();
    }
  }

  /** The lock is held meanwhile, so that no other process's index is deleted. */
  private static void prepare(Directory directory) throws IOException {
    try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      if (DirectoryReader.indexExists(directory) && !isSound(directory)) {
        delete(directory);
      }
    }
  }

  /** Whether each file has the checksum that it was written with, and the form is this one. */
  private static boolean isSound(Directory directory) {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        leaf.reader().checkIntegrity();
      }
      return IndexState.isReadable(reader.getIndexCommit().getUserData());
    } catch (IOException | RuntimeException e) {
      LOG.warn("search-index.damaged", Map.of("reason", String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** Deletes the index of a folder that this process has used, whatever state it is in. */
  static void clear(Optional<Path> folder) {
    if (folder.isPresent()) {
      try (Directory directory = FSDirectory.open(folder.get())) {
        delete(directory);
      } catch (IOException | RuntimeException e) {
        LOG.fault("search-index.not-deleted", Map.of(), e);
      }
    }
  }

  private static void delete(Directory directory) throws IOException {
    for (String name : directory.listAll()) {
      if (OWN_FILE.matcher(name).matches()) {
        directory.deleteFile(name);
      }
    }
  }
}
