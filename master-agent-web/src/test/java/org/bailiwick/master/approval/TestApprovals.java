package org.bailiwick.master.approval;

import java.util.Optional;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.approver.OwnJobs;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.decision.Gate;

/** What looks again at those who have decided, as a node makes it. */
public final class TestApprovals {

  private TestApprovals() {}

  /** The review of decisions by this gate, without a catalogue. */
  public static DecisionReview review(MasterRig rig, Gate gate) {
    return review(rig, gate, new Catalogue(Optional.empty(), rig.clock));
  }

  public static DecisionReview review(MasterRig rig, Gate gate, Catalogue catalogue) {
    return new DecisionReview(
        new ApproverRights(rig.people, gate, ownJobs(rig)), catalogue, rig.writer);
  }

  public static OwnJobs ownJobs(MasterRig rig) {
    return new OwnJobs(rig.journal, rig.inventory);
  }
}
