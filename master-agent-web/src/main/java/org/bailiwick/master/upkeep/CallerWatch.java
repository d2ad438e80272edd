package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;

/** Tells, by the revocation view, whether the credential of a job's caller is revoked. */
@Dependent
class CallerWatch implements Predicate<JobOwner> {

  @Inject private TrustAnchors anchors;
  @Inject private RevocationView revocations;

  @Override
  public boolean test(JobOwner owner) {
    TrustDomain domain = SpiffeId.parse(owner.caller()).trustDomain();
    return anchors.anchors().stream()
        .filter(anchor -> anchor.domain().equals(domain))
        .map(anchor -> revocations.stateOf(owner.certificate(), anchor))
        .anyMatch(RevocationState.Revoked.class::isInstance);
  }
}
