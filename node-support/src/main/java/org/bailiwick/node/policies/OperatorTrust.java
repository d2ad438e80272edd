package org.bailiwick.node.policies;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.policy.bundle.OfficerTrust;

/** The operator CAs and revocations by which a node checks its peers, for officers who sign. */
public record OperatorTrust(TrustAnchors anchors, RevocationView revocations)
    implements OfficerTrust {

  @Override
  public Collection<X509Certificate> operatorCas() {
    return operators().stream().map(Anchor::certificate).toList();
  }

  @Override
  public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
    return operators().stream()
        .filter(anchor -> anchor.certificate().equals(operatorCa))
        .findFirst()
        .map(anchor -> status(revocations.stateOf(officer, anchor)))
        .orElse(Status.UNKNOWN);
  }

  private List<Anchor> operators() {
    return anchors.anchors().stream()
        .filter(anchor -> anchor.use() == AnchorUse.OPERATORS)
        .toList();
  }

  private static Status status(RevocationState state) {
    return switch (state) {
      case RevocationState.Good good -> Status.GOOD;
      case RevocationState.Revoked revoked -> Status.REVOKED;
      case RevocationState.Unknown unknown -> Status.UNKNOWN;
    };
  }
}
