package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about the exchange of a Txn-Token, in the vocabulary of {@code docs/policy.md}. */
public final class TokenQuestion {

  private TokenQuestion() {}

  /** May this workload exchange its token of this job for a narrower one? */
  public static Question replaceToken(JobQuestion.Subject workload, String jobId, Path path) {
    return Question.of(
        workload.entity(),
        Action.REPLACE_TOKEN,
        Entity.of("Job", jobId),
        Map.of(
            JobQuestion.CALLER_KIND,
            workload.kind(),
            "on_path",
            path.onPath(),
            "covered",
            path.covered(),
            "callee_named",
            path.calleeNamed(),
            "order_bound",
            path.orderBound()));
  }

  /**
   * Whether the token was minted for the workload, whether it covers the requested scope, whether
   * the new token is for one named agent, and whether it is for one order only.
   */
  public record Path(boolean onPath, boolean covered, boolean calleeNamed, boolean orderBound) {}
}
