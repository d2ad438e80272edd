package org.bailiwick.client.credential;

import java.util.function.Supplier;
import org.bailiwick.contract.tls.TlsCredential;

/**
 * Presents the credential of a folder in TLS. Each handshake presents the one in use at that time,
 * so that a renewal needs no restart.
 */
final class FolderTlsCredential extends TlsCredential {
  private final Supplier<String> current;
  private final Supplier<CertifiedKey> read;
  private CertifiedKey newest;
  private CertifiedKey before;

  /**
   * @param current the name of the generation in use
   * @param read reads its key and chain
   */
  FolderTlsCredential(Supplier<String> current, Supplier<CertifiedKey> read) {
    super();
    this.current = current;
    this.read = read;
    this.newest = read.get();
    this.before = newest;
  }

  @Override
  protected synchronized CertifiedKey inUse() {
    if (!current.get().equals(newest.name())) {
      CertifiedKey next = read.get();
      before = newest; // for a handshake that has chosen it
      newest = next;
    }
    return newest;
  }

  @Override
  protected synchronized CertifiedKey named(String name) {
    return name.equals(newest.name()) ? newest : before;
  }
}
