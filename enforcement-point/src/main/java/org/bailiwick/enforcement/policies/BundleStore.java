package org.bailiwick.enforcement.policies;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * The file with the last good bundle. It is replaced in one step, after the new one is on the disk,
 * so that there is always one, whenever the machine stops.
 */
final class BundleStore {
  private static final String FILE = "policy-bundle.json";

  private final Path folder;

  BundleStore(Path folder) {
    this.folder = folder;
  }

  /** A bundle that was verified before. */
  static final class Kept {
    private final byte[] octets;
    private final Instant at;

    private Kept(byte[] octets, Instant at) {
      this.octets = octets;
      this.at = at;
    }

    byte[] octets() {
      return octets.clone();
    }

    /** When it was kept. */
    Instant at() {
      return at;
    }
  }

  /** What was kept; empty if there is nothing. */
  Optional<Kept> read() throws IOException {
    Path file = folder.resolve(FILE);
    try {
      return Optional.of(
          new Kept(Files.readAllBytes(file), Files.getLastModifiedTime(file).toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Keeps these octets.
   *
   * @throws IOException if they could not be kept; what was kept before is still there
   */
  void keep(byte[] octets) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(FILE + ".part");
    try (FileChannel file =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(octets);
      while (rest.hasRemaining()) {
        int unused = file.write(rest);
      }
      file.force(true);
    }
    Path unused = Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
