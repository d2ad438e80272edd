package org.bailiwick.enforcement.policies;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.policy.bundle.OfficerTrust;

/** Knows the operator CAs of the domain and, by their CRLs, which officers are revoked. */
public record DomainOfficers(TrustAnchors anchors, RevocationView revocations)
    implements OfficerTrust {

  @Override
  public Collection<X509Certificate> operatorCas() {
    return anchors.anchors().stream()
        .filter(anchor -> anchor.use() == AnchorUse.OPERATORS)
        .map(Anchor::certificate)
        .toList();
  }

  @Override
  public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
    Optional<Anchor> issuer =
        anchors.anchors().stream()
            .filter(anchor -> anchor.use() == AnchorUse.OPERATORS)
            .filter(anchor -> anchor.certificate().equals(operatorCa))
            .findFirst();
    return issuer
        .map(anchor -> revocations.stateOf(officer, anchor))
        .map(DomainOfficers::status)
        .orElse(Status.UNKNOWN);
  }

  private static Status status(RevocationState state) {
    return switch (state) {
      case RevocationState.Good good -> Status.GOOD;
      case RevocationState.Revoked revoked -> Status.REVOKED;
      case RevocationState.Unknown unknown -> Status.UNKNOWN;
    };
  }
}
