package org.bailiwick.master.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.callout.DomainCaller;
import org.bailiwick.master.chaining.ChainedGrants;
import org.bailiwick.master.chaining.OwnAgent;
import org.bailiwick.master.chaining.StepGrants;
import org.bailiwick.master.chaining.SubjectTokens;
import org.bailiwick.master.parties.PartnerDomains;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;

/** The calls of other domains by the Master Agent of a rig. */
public final class TestDomainCaller {

  private TestDomainCaller() {}

  /** With the credential in this folder, which nobody has revoked. */
  public static DomainCaller of(MasterRig rig, Path folder) {
    return of(rig, folder, (certificate, anchor) -> new RevocationState.Good());
  }

  /** With the credential in this folder, whose state this view tells. */
  public static DomainCaller of(MasterRig rig, Path folder, RevocationView revocations) {
    List<Anchor> anchors = List.of(new Anchor(rig.ca.root(), rig.ca.domain(), AnchorUse.AGENTS));
    PeerVerifier peers = new PeerVerifier(() -> anchors, revocations, rig.clock);
    ChainedGrants chained =
        new ChainedGrants(
            new SubjectTokens(
                rig.mint, rig.accessTokens, rig.ledger, rig.contexts, rig.recordedCallers()),
            rig.partners(),
            rig.tokens,
            rig.ledger,
            rig.gate,
            rig.writer,
            rig.clock);
    return new DomainCaller(
        new PartnerDomains(rig.partners()),
        new StepGrants(
            new OwnAgent(Optional.of(folder), peers::verify),
            chained,
            rig.contexts,
            new StepGrants.Parts(rig.tokens, rig.ledger, rig.gate, rig.writer, rig.clock)),
        1 << 20);
  }
}
