package org.bailiwick.aca.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.crl.PublishedCrl;

/** The documents that ceremonies made for publication; later ceremonies change them. */
record CeremonyFolder(Path folder) {

  private static final String EVENT_KEYS = "events.jwks.json";

  static CeremonyFolder read(Path folder) {
    CeremonyFolder read = new CeremonyFolder(folder);
    PublishedCrl.read(read.octets("root.crl").bytes());
    read.eventKeys();
    return read;
  }

  /** The JWK set as it is now. */
  Octets eventKeys() {
    return octets(EVENT_KEYS);
  }

  /** A root's CRL as it is now; empty when it was made elsewhere and not copied to this folder. */
  Optional<PublishedCrl> rootCrl(String root) {
    String name = root + ".crl";
    return Files.exists(folder.resolve(name))
        ? Optional.of(PublishedCrl.read(octets(name).bytes()))
        : Optional.empty();
  }

  private Octets octets(String name) {
    try {
      return Octets.of(Files.readAllBytes(folder.resolve(name)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "can't read " + name + " in the ceremony folder " + folder, unreadable);
    }
  }
}
