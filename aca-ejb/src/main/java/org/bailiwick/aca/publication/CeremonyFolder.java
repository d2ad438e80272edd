package org.bailiwick.aca.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Documents that the ceremony left for publication; read once, since only a ceremony changes them.
 */
record CeremonyFolder(byte[] rootCertificate, byte[] rootCrl, byte[] eventKeys) {

  static CeremonyFolder read(Path folder) {
    try {
      return new CeremonyFolder(
          Files.readAllBytes(folder.resolve("root.cer")),
          Files.readAllBytes(folder.resolve("root.crl")),
          Files.readAllBytes(folder.resolve("events.jwks.json")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the ceremony folder " + folder, unreadable);
    }
  }
}
