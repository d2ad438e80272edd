package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question who may ask the decision point, in the vocabulary of {@code docs/policy.md}. */
public final class DecisionQuestion {
  private static final String SERVICE = "decisions";

  private DecisionQuestion() {}

  /**
   * May this service ask about the application?
   *
   * @param listed whether a file describes it as an enforcement point of the application
   * @param operation evaluation, evaluations, or search
   */
  public static Question ask(
      VerifiedPeer service, String application, boolean listed, String operation) {
    return Question.of(
        JobQuestion.Subject.of(service).entity(),
        Action.ASK_DECISION,
        new Entity("Service", SERVICE, Map.of("name", SERVICE)),
        Map.of("application", application, "listed", listed, "operation", operation));
  }
}
