package org.bailiwick.policy.review;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.PolicyRefusedException;

/**
 * Decides again, by other policies, what nodes have decided and recorded. Every recorded decision
 * is counted: as the same, as changed, or as one that cannot be replayed, with the reason.
 */
public final class ShadowRun {
  private final ReviewedPolicies policies;
  private final Changes changes = new Changes();
  private final SortedMap<String, Long> unreplayable = new TreeMap<>();
  private long decisions;

  public ShadowRun(ReviewedPolicies policies) {
    this.policies = policies;
  }

  /**
   * Replays one row of an audit log, if it records a decision of policies.
   *
   * @param row the row as the node answers it, one JSON object
   */
  public void add(String row) {
    try {
      RecordedDecision.of(row).ifPresent(this::replay);
    } catch (PolicyRefusedException e) {
      decisions++;
      unreplayable.merge(e.getMessage(), 1L, Long::sum);
    }
  }

  private void replay(RecordedDecision recorded) {
    decisions++;
    try {
      List<AccessRequest> questions = recorded.questions(policies.schema());
      Changes.Outcome before = recorded.outcome();
      Set<Changes.Outcome> outcomes = new LinkedHashSet<>();
      for (AccessRequest question : questions) {
        Changes.Outcome outcome =
            comparable(Changes.Outcome.of(policies.decide(question)), recorded);
        if (!outcome.reasons().contains(DecisionPort.REQUEST_NOT_IN_SCHEMA)
            || before.reasons().contains(DecisionPort.REQUEST_NOT_IN_SCHEMA)) {
          outcomes.add(outcome);
        }
      }
      if (outcomes.size() != 1) {
        throw new PolicyRefusedException(
            outcomes.isEmpty()
                ? "the question does not fit the schema"
                : "the row does not say of which type subject and resource are");
      }
      changes.add(questions.getFirst(), before, outcomes.iterator().next());
    } catch (PolicyRefusedException e) {
      unreplayable.merge(recorded.action() + ": " + e.getMessage(), 1L, Long::sum);
    }
  }

  /** A row has a sign-in only where it was asked for, so that it cannot be compared. */
  private static Changes.Outcome comparable(Changes.Outcome outcome, RecordedDecision recorded) {
    return new Changes.Outcome(
        outcome.permits(),
        outcome.permits() && recorded.lacksReasons() ? List.of() : outcome.reasons(),
        outcome.permits() ? outcome.duties() : List.of());
  }

  /** The decisions that were recorded. */
  public long decisions() {
    return decisions;
  }

  public Changes changes() {
    return changes;
  }

  /** How many decisions could not be made again, by action and reason. */
  public SortedMap<String, Long> unreplayable() {
    return unreplayable;
  }

  /**
   * The question of a recorded decision, in the JSON of {@code policy explain --question}; empty if
   * the row records no decision of policies.
   *
   * @throws PolicyRefusedException if the question cannot be told from the row
   */
  public static Optional<List<AccessRequest>> questions(String row, ReviewedPolicies policies) {
    return RecordedDecision.of(row).map(recorded -> recorded.questions(policies.schema()));
  }
}
