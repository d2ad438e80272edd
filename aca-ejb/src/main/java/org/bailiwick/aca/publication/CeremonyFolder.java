package org.bailiwick.aca.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.revocation.PublishedCrl;

/**
 * Documents that the ceremonies left for publication; the set of event keys and the roots' CRLs
 * grow by later ones.
 */
record CeremonyFolder(Path folder) {

  private static final String EVENT_KEYS = "events.jwks.json";

  static CeremonyFolder read(Path folder) {
    try {
      PublishedCrl.read(octets(folder, "root.crl").bytes());
      octets(folder, EVENT_KEYS);
      return new CeremonyFolder(folder);
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

  /** A root's CRL as it is now; empty when a ceremony elsewhere made it, and it was not copied. */
  Optional<PublishedCrl> rootCrl(String root) {
    if (!Files.exists(folder.resolve(root + ".crl"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(PublishedCrl.read(octets(folder, root + ".crl").bytes()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the CRL of " + root, unreadable);
    }
  }

  private static Octets octets(Path folder, String name) throws IOException {
    return Octets.of(Files.readAllBytes(folder.resolve(name)));
  }
}
