package org.bailiwick.node.hsm.login;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Reads a PIN from a file that only its owner can open; the PIN never becomes a String. */
final class PinFile {

  private static final Set<PosixFilePermission> ALLOWED =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final int LONGEST = 256;

  private PinFile() {}

  static char[] read(Path file) {
    byte[] bytes = new byte[0];
    try {
      requirePrivate(file);
      if (Files.size(file) > LONGEST) {
        throw new IllegalStateException("PIN file " + file + " is longer than a PIN");
      }
      bytes = Files.readAllBytes(file);
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return withoutLineEnd(decoded, file);
    } catch (IOException e) {
      throw new IllegalStateException("PIN file " + file + " can't be read", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!ALLOWED.containsAll(mode)) {
      throw new IllegalStateException(
          "PIN file %s has mode %s; only its owner may read it (chmod 600)"
              .formatted(file, PosixFilePermissions.toString(mode)));
    }
  }

  private static char[] withoutLineEnd(CharBuffer decoded, Path file) {
    int length = decoded.remaining();
    while (length > 0 && (decoded.get(length - 1) == '\n' || decoded.get(length - 1) == '\r')) {
      length--;
    }
    if (length == 0) {
      throw new IllegalStateException("PIN file " + file + " is empty");
    }
    char[] pin = new char[length];
    decoded.get(pin);
    if (decoded.hasArray()) {
      Arrays.fill(decoded.array(), '\0');
    }
    return pin;
  }
}
