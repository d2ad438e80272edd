package org.bailiwick.command.enrolment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.credential.Sha256;

/** Reads files that options name; an error names the file. */
public final class TextFiles {
  private TextFiles() {}

  public static String read(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** The SHA-256 of a file in hex, the form of reference values. */
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
