package org.bailiwick.client.key;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes whole files, which replace older ones in one step and are on the disk when the method
 * returns. Their permissions are set before the first byte is written.
 */
public final class OwnerFile {
  private static final String SECRET = "rw-------";
  private static final String PUBLIC = "rw-r--r--";

  private OwnerFile() {}

  /** Writes a file of mode 0600. */
  public static void secret(Path file, String text) throws IOException {
    replace(file, text, SECRET);
  }

  /** Writes a file that everybody may read. */
  public static void open(Path file, String text) throws IOException {
    replace(file, text, PUBLIC);
  }

  private static void replace(Path file, String text, String mode) throws IOException {
    FileAttribute<?> rights =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    Path written =
        Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new", rights);
    Files.writeString(written, text, StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
