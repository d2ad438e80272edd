package org.bailiwick.injector.listen;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.X509TrustManager;

/**
 * Who may ask: an API server with a certificate of a CA of the cluster and a common name. The CA of
 * a cluster certifies others, too, so that the name has to be known.
 *
 * @param trust in that CA
 */
public record ApiServerIdentity(X509TrustManager trust, String commonName) {

  boolean isOf(Optional<X509Certificate> peer) {
    return peer.map(certificate -> names(certificate).equals(List.of(commonName))).orElse(false);
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()))
              .toList();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }
}
