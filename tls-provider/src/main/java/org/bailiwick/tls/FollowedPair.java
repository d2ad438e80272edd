package org.bailiwick.tls;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;

/**
 * The pair of a folder as of now: each call looks whether the files changed (by time, size and
 * inode, so a rename over them counts), and a changed pair that works replaces the one before.
 * Renewal writes both files beside and renames them; between the two renames they do not belong
 * together, and the old pair goes on.
 */
final class FollowedPair {
  private static final Logger LOG = System.getLogger(FollowedPair.class.getName());

  private record Stamp(FileTime time, long size, Object inode) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey());
    }
  }

  private record Stamps(Stamp chain, Stamp key) {}

  private record Loaded(Stamps stamps, KeyPairFiles pair) {}

  private final Path chain;
  private final Path key;
  private volatile Loaded loaded;

  private FollowedPair(Path folder) throws IOException, GeneralSecurityException {
    chain = folder.resolve("server.pem");
    key = folder.resolve("server.key");
    Stamps now = stamps();
    loaded = new Loaded(now, KeyPairFiles.read(chain, key));
  }

  static FollowedPair open(Path folder) throws KeyStoreException {
    try {
      return new FollowedPair(folder);
    } catch (IOException | GeneralSecurityException e) {
      throw new KeyStoreException("No working server.pem and server.key in " + folder, e);
    }
  }

  KeyPairFiles current() {
    try {
      Stamps now = stamps();
      if (!now.equals(loaded.stamps())) {
        replace(now);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "Certificate files are not there at the moment", e);
    }
    return loaded.pair();
  }

  /** Stamps are taken before reading: a change while we read is seen again by the next call. */
  private synchronized void replace(Stamps now) {
    if (now.equals(loaded.stamps())) {
      return;
    }
    try {
      loaded = new Loaded(now, KeyPairFiles.read(chain, key));
      LOG.log(Level.INFO, "Serving a new certificate from {0}", chain);
    } catch (IOException | GeneralSecurityException e) {
      // Remembering the stamps makes this one line per broken pair, not one per handshake.
      loaded = new Loaded(now, loaded.pair());
      LOG.log(Level.WARNING, "Keeping the old certificate: the new one in {0} is broken", chain, e);
    }
  }

  private Stamps stamps() throws IOException {
    return new Stamps(Stamp.of(chain), Stamp.of(key));
  }
}
