package org.bailiwick.aca.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.revocation.PublishedCrl;

/**
 * Documents that the ceremonies left for publication. What only the first one makes is read once;
 * the set of event keys grows by later ones.
 */
record CeremonyFolder(Path folder, Octets rootCertificate, PublishedCrl rootCrl) {

  private static final String EVENT_KEYS = "events.jwks.json";

  static CeremonyFolder read(Path folder) {
    try {
      CeremonyFolder read =
          new CeremonyFolder(
              folder,
              octets(folder, "root.cer"),
              PublishedCrl.read(octets(folder, "root.crl").bytes()));
      octets(folder, EVENT_KEYS);
      return read;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the ceremony folder " + folder, unreadable);
    }
  }

  /** The JWK set as it is now. */
  Octets eventKeys() {
    try {
      return octets(folder, EVENT_KEYS);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the event keys in " + folder, unreadable);
    }
  }

  private static Octets octets(Path folder, String name) throws IOException {
    return Octets.of(Files.readAllBytes(folder.resolve(name)));
  }
}
