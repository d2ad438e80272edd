package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about reports of risks, in the vocabulary of {@code docs/policy.md}. */
public final class RiskQuestion {

  private static final String RISKS = "risks";

  private RiskQuestion() {}

  /** May this peer say that the subject is of this risk? */
  public static Question report(VerifiedPeer peer, String subject, String level) {
    return Question.of(
        PeerEntity.of(peer),
        Action.REPORT_RISK,
        new Entity("Service", RISKS, Map.of("name", RISKS)),
        Map.of("subject", subject, "level", level));
  }
}
