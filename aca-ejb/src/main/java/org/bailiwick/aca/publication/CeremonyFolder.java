package org.bailiwick.aca.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.revocation.PublishedCrl;

/**
 * Documents that the ceremony left for publication; read once, since only a ceremony changes them.
 */
record CeremonyFolder(Octets rootCertificate, PublishedCrl rootCrl, Octets eventKeys) {

  static CeremonyFolder read(Path folder) {
    try {
      return new CeremonyFolder(
          octets(folder, "root.cer"),
          PublishedCrl.read(octets(folder, "root.crl").bytes()),
          octets(folder, "events.jwks.json"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the ceremony folder " + folder, unreadable);
    }
  }

  private static Octets octets(Path folder, String name) throws IOException {
    return Octets.of(Files.readAllBytes(folder.resolve(name)));
  }
}
