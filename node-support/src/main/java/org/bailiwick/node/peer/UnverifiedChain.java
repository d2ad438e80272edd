package org.bailiwick.node.peer;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The certificate chain of a peer without a SPIFFE id, for instance a device with its
 * manufacturer's certificate. The handshake has proved that the peer holds the key of the first
 * certificate; issuers, validity and revocation were not checked, and the caller must check them.
 */
public final class UnverifiedChain {
  private static final int URI = 6; // RFC 5280 section 4.2.1.6, by tag
  private static final String SPIFFE = "spiffe:";

  private final List<X509Certificate> certificates;

  UnverifiedChain(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /** The certificates in DER, that of the proved key first. */
  public List<byte[]> certificates() {
    try {
      List<byte[]> octets = new ArrayList<>();
      for (X509Certificate each : certificates) {
        octets.add(each.getEncoded());
      }
      return octets;
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has its octets", e);
    }
  }

  /** Whether the leaf has a SPIFFE id; names that cannot be read count as one. */
  static boolean claimsIdentity(X509Certificate leaf) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(UnverifiedChain::isSpiffeId);
    } catch (CertificateParsingException e) {
      return true;
    }
  }

  private static boolean isSpiffeId(List<?> name) {
    return Integer.valueOf(URI).equals(name.getFirst())
        && name.get(1).toString().toLowerCase(Locale.ROOT).startsWith(SPIFFE);
  }
}
