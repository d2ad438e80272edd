package org.bailiwick.node.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import org.bailiwick.contract.credential.Pem;

/** What makes a CA certificate that came over plain HTTP, or from disk, worth anything. */
final class IssuerChecks {
  private IssuerChecks() {}

  /** The root, if its hash is the pinned one. Everything else hangs on this. */
  static X509Certificate root(byte[] der, String fingerprint)
      throws IOException, GeneralSecurityException {
    String found = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    if (!found.equals(fingerprint.toLowerCase(Locale.ROOT).replace(":", ""))) {
      throw new IOException("the root certificate is not the pinned one but " + found);
    }
    return Pem.certificate(der);
  }

  /** An issuing CA: a CA certificate with a signature of the root. */
  static X509Certificate issuing(byte[] der, X509Certificate root)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = Pem.certificate(der);
    certificate.verify(root.getPublicKey());
    if (certificate.getBasicConstraints() < 0) {
      throw new IOException(certificate.getSubjectX500Principal() + " is not a CA");
    }
    return certificate;
  }
}
