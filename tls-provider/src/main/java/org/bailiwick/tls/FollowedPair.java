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
 * The key and certificate chain that are in a folder now. Each call compares time, size and inode
 * of the files, and reads the files again if one has changed. A new pair replaces the old pair only
 * if it is valid: a renewal renames two new files over the old files, and between the two renames
 * key and certificate do not match.
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
      LOG.log(Level.DEBUG, "Certificate files can't be read at the moment", e);
    }
    return loaded.pair();
  }

  /**
   * Reads both files. Their stamps were taken before, so that the next call sees a change that
   * happens during the read.
   */
  private synchronized void replace(Stamps now) {
    if (now.equals(loaded.stamps())) {
      return;
    }
    try {
      loaded = new Loaded(now, KeyPairFiles.read(chain, key));
      LOG.log(Level.INFO, "Serving a new certificate from {0}", chain);
    } catch (IOException | GeneralSecurityException e) {
      // The stamps are kept, so that a broken pair is logged once and not at each handshake.
      loaded = new Loaded(now, loaded.pair());
      LOG.log(Level.WARNING, "Keeping the old certificate: the new one in {0} is broken", chain, e);
    }
  }

  private Stamps stamps() throws IOException {
    return new Stamps(Stamp.of(chain), Stamp.of(key));
  }
}
