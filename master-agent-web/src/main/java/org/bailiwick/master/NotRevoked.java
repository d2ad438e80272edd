package org.bailiwick.master;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;

/**
 * Accepts an agent's certificate only if its own revocation state and that of its issuing CA are
 * good; an unknown state is refused. An unknown issuer is looked up for later calls.
 */
record NotRevoked(TrustAnchors anchors, RevocationView revocations)
    implements Predicate<X509Certificate> {

  @Override
  public boolean test(X509Certificate certificate) {
    List<Anchor> ofAgents =
        anchors.anchors().stream().filter(anchor -> anchor.use() == AnchorUse.AGENTS).toList();
    boolean isGood =
        ofAgents.stream()
            .anyMatch(anchor -> isGood(certificate, anchor) && hasGoodIssuer(certificate, anchor));
    if (!isGood && !anchors.haveIssuerOf(certificate)) {
      ofAgents.stream().map(Anchor::domain).distinct().forEach(anchors::readSoon);
    }
    return isGood;
  }

  private boolean hasGoodIssuer(X509Certificate certificate, Anchor anchor) {
    return anchors.issuersOf(certificate).stream().anyMatch(issuer -> isGood(issuer, anchor));
  }

  private boolean isGood(X509Certificate certificate, Anchor anchor) {
    return revocations.stateOf(certificate, anchor) instanceof RevocationState.Good;
  }
}
