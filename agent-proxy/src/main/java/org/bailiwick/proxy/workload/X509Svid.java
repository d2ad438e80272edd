package org.bailiwick.proxy.workload;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.tls.TlsCredential.CertifiedKey;

/** The agent's credential with its private key (X509-SVID). */
record X509Svid(CertifiedKey pair) {

  /** The credential in use, key and chain of one generation; empty if the key is not in a file. */
  static Optional<X509Svid> read(CredentialFolder folder) {
    return folder.inUseFromFile().map(X509Svid::new);
  }

  private X509Certificate leaf() {
    return pair.chain().getFirst();
  }

  SerialNumber serial() {
    return new SerialNumber(leaf().getSerialNumber());
  }

  Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  /** The message {@code X509SVID}, without its hint (SPIFFE Workload API section 5.1). */
  ProtocolBuffer message(PublishedBundle bundle) {
    return new ProtocolBuffer()
        .text(1, SpiffeId.of(leaf()).toString())
        .bytes(2, Der.joined(pair.chain()))
        .bytes(3, pair.key().getEncoded())
        .bytes(4, bundle.x509());
  }
}
