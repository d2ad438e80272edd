package org.bailiwick.node.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;

/** Verifies CA certificates that came over plain HTTP or from disk. */
public final class IssuerChecks {
  private IssuerChecks() {}

  /**
   * The root, if its SHA-256 in lower-case hex is the pinned one. All trust derives from this
   * check.
   */
  static X509Certificate root(byte[] der, String fingerprint) throws IOException {
    String found = Sha256.hex(der);
    if (!found.equals(fingerprint)) {
      throw new IOException("the root certificate is not the pinned one but " + found);
    }
    return Pem.certificate(der);
  }

  /** Whether a CA of the domain is a root; only a root may have other CAs below it. */
  public static boolean isRoot(X509Certificate ca) {
    return ca.getBasicConstraints() > 0;
  }

  /** An issuing CA: a CA certificate with a signature of one of the roots. */
  static X509Certificate issuing(byte[] der, Collection<X509Certificate> roots)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = Pem.certificate(der);
    X509Certificate above =
        roots.stream()
            .filter(
                root -> root.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
            .findFirst()
            .orElseThrow(
                () -> new IOException(certificate.getSubjectX500Principal() + " is below no root"));
    certificate.verify(above.getPublicKey());
    if (certificate.getBasicConstraints() < 0) {
      throw new IOException(certificate.getSubjectX500Principal() + " is not a CA");
    }
    return certificate;
  }
}
