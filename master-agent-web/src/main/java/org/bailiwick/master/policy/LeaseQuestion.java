package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about reports of leases, in the vocabulary of {@code docs/policy.md}. */
public final class LeaseQuestion {

  private LeaseQuestion() {}

  /**
   * May this agent report a credential that it has made with this token?
   *
   * @param audience whether the token was made for the agent
   */
  public static Question report(VerifiedPeer agent, String jti, String kind, boolean audience) {
    JobQuestion.Subject subject = JobQuestion.Subject.of(agent);
    return Question.of(
        subject.entity(),
        Action.REPORT_LEASE,
        new Entity("Token", jti, Map.of("kind", kind)),
        Map.of(JobQuestion.CALLER_KIND, subject.kind(), "audience", audience));
  }
}
