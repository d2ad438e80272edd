package org.bailiwick.master.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.decision.Question;

/** Adds to questions what the catalogue says, in the vocabulary of {@code docs/policy.md}. */
public final class CatalogueQuestion {

  private CatalogueQuestion() {}

  /**
   * The same question about a step, with what was reviewed of its capability; the three attributes
   * are absent where the domain has no catalogue, so that a policy which asks for them denies.
   */
  public static Question ofStep(Question question, Optional<CapabilityType> entry) {
    return entry
        .map(
            known ->
                question.with(
                    Map.of(
                        "asset_kind", known.kind().text(),
                        "risk", known.review().risk().text(),
                        "asset_owner", known.review().owner())))
        .orElse(question);
  }

  /**
   * The same question about a plan, with what has made it and the named workflows that have given
   * it steps; both are absent if the caller planned all steps itself.
   */
  public static Question ofPlan(Question question, String origin, Set<String> workflows) {
    return origin.equals("caller") && workflows.isEmpty()
        ? question
        : question.with(Map.of("origin", origin, "workflows", Set.copyOf(workflows)));
  }
}
