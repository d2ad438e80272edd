package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about enforcement points, in the vocabulary of {@code docs/policy.md}. */
public final class EnforcementQuestion {
  private static final String SERVICE = "enforcement";

  private EnforcementQuestion() {}

  /**
   * May this service do what enforcement points do?
   *
   * @param listed whether a file describes it as an enforcement point
   * @param operation feed, acknowledge, report or bundle
   */
  public static Question follow(VerifiedPeer service, boolean listed, String operation) {
    return Question.of(
        JobQuestion.Subject.of(service).entity(),
        Action.FOLLOW_ENFORCEMENT,
        new Entity("Service", SERVICE, Map.of("name", SERVICE)),
        Map.of("listed", listed, "operation", operation));
  }
}
