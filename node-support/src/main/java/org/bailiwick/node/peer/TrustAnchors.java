package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.identity.TrustDomain;

/** The trust anchors of a node, which are in memory and may change; called on every request. */
public interface TrustAnchors {
  List<Anchor> anchors();

  /**
   * CA certificates that complete a path when the peer did not send them. They are not trusted by
   * themselves; the path must end in an anchor.
   */
  default List<X509Certificate> intermediates() {
    return List.of();
  }

  /** The intermediates with the name of the certificate's issuer. */
  default List<X509Certificate> issuersOf(X509Certificate certificate) {
    X500Principal issuer = certificate.getIssuerX500Principal();
    return intermediates().stream()
        .filter(known -> known.getSubjectX500Principal().equals(issuer))
        .toList();
  }

  /** Whether the certificate's issuer is one of the anchors or intermediates. */
  default boolean haveIssuerOf(X509Certificate certificate) {
    X500Principal issuer = certificate.getIssuerX500Principal();
    return Stream.concat(anchors().stream().map(Anchor::certificate), intermediates().stream())
        .anyMatch(known -> known.getSubjectX500Principal().equals(issuer));
  }

  /**
   * Requests an early reading of this domain's trust documents, after a request with an unknown
   * issuer. Returns at once the time after which the issuer may be known; empty if nothing can be
   * read.
   */
  default Optional<Duration> readSoon(TrustDomain domain) {
    return Optional.empty();
  }
}
