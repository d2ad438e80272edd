package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The questions about steps that wait for people, in the vocabulary of {@code docs/policy.md}. */
public final class ApprovalQuestion {

  private ApprovalQuestion() {}

  /** May this peer see with which parameters the step is to be done? */
  public static Question read(VerifiedPeer peer, Step step) {
    return Question.of(PeerEntity.of(peer), Action.READ_APPROVAL, step.entity(), Map.of());
  }

  /**
   * May this peer decide about the step?
   *
   * @param own whether the peer is the caller of the job
   * @param again whether the peer has decided before
   */
  public static Question decide(VerifiedPeer peer, Step step, boolean own, boolean again) {
    return Question.of(
        PeerEntity.of(peer),
        Action.DECIDE_APPROVAL,
        step.entity(),
        Map.of("own", own, "again", again));
  }

  /** A step of a job, which is named by both ids. */
  public record Step(String id, String capability) {

    private Entity entity() {
      return new Entity("Step", id, Map.of("capability", capability));
    }
  }
}
