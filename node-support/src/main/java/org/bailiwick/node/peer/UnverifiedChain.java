package org.bailiwick.node.peer;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The chain whose first key the peer holds, by the handshake, and of which nothing else is known:
 * neither who issued it nor whether it is in force. It belongs to a peer that claims no SPIFFE id,
 * a device with its manufacturer's certificate for instance, and is handed on where such a peer has
 * business. Whoever takes it has every check of the chain to make.
 */
public final class UnverifiedChain {
  private static final int URI = 6; // RFC 5280 section 4.2.1.6, by tag
  private static final String SPIFFE = "spiffe:";

  private final List<X509Certificate> certificates;

  UnverifiedChain(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /** The certificates in DER, the one of the proved key first. */
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

  /** Whether the leaf says that it stands for a SPIFFE id; it does if its names can't be read. */
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
