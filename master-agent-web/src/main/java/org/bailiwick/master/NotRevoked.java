package org.bailiwick.master;

import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.trust.DomainTrust;

/** Whether an agent's certificate is known not to be revoked; not knowing is a no. */
record NotRevoked(DomainTrust trust, CrlRevocations revocations)
    implements Predicate<X509Certificate> {

  @Override
  public boolean test(X509Certificate certificate) {
    return trust.anchors().stream()
        .filter(anchor -> anchor.use() == AnchorUse.AGENTS)
        .map(anchor -> revocations.stateOf(certificate, anchor))
        .anyMatch(RevocationState.Good.class::isInstance);
  }
}
