package org.bailiwick.client.credential;

import java.util.function.Supplier;
import org.bailiwick.contract.tls.TlsCredential;

/**
 * Shows the credential of a folder in TLS. Each handshake shows the one that is in use at that
 * time, so that a process need not start again after a renewal.
 */
final class ShownCredential extends TlsCredential {
  private final Supplier<String> current;
  private final Supplier<CertifiedKey> read;
  private CertifiedKey newest;
  private CertifiedKey before;

  /**
   * @param current the name of the generation in use
   * @param read reads its key and chain
   */
  ShownCredential(Supplier<String> current, Supplier<CertifiedKey> read) {
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
