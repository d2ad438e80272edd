package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * The anchors a node trusts now. Asked on every request, so the answer comes from memory and may
 * change over time.
 */
public interface TrustAnchors {
  List<Anchor> anchors();

  /**
   * CA certificates that help to complete a path when the peer did not send them. They are not
   * trusted by themselves: a path through them must still end in an anchor.
   */
  default List<X509Certificate> intermediates() {
    return List.of();
  }

  /** Whether the issuer that this certificate names is one of these CAs. */
  default boolean haveIssuerOf(X509Certificate certificate) {
    X500Principal issuer = certificate.getIssuerX500Principal();
    return Stream.concat(anchors().stream().map(Anchor::certificate), intermediates().stream())
        .anyMatch(known -> known.getSubjectX500Principal().equals(issuer));
  }

  /**
   * Asks for an early reading of the documents that name the issuers of this domain, since one of
   * them is not known here. Returns at once; the time is that after which the issuer may be known,
   * and there is none where nothing can be read.
   */
  default Optional<Duration> readSoon(TrustDomain domain) {
    return Optional.empty();
  }
}
