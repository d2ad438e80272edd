package org.bailiwick.command.enrolment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.credential.Sha256;

/** Reads the files of commands; the error for a missing file names it. */
public final class TextFiles {
  private TextFiles() {}

  public static String read(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** SHA-256 in hex of a file, as reference values have it. */
  static String sha256(Path file) {
    return Sha256.hex(bytes(file));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
