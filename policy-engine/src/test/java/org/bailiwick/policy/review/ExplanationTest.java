package org.bailiwick.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.junit.jupiter.api.Test;

/** Explanations of decisions by the default policies. */
class ExplanationTest {

  private static Explanation explain(String question) throws IOException {
    return Explanation.of(
        ReviewFolder.DEFAULTS,
        QuestionJson.read(
            QuestionJson.JSON.readTree(question), JsonNodeFactory.instance.objectNode()));
  }

  private static Explanation.Judged policy(Explanation explanation, String id) {
    return explanation.policies().stream()
        .filter(policy -> policy.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void namesTheMissingFactOfAPermitAndTheForbidThatDecided() throws IOException {
    Explanation explanation =
        explain(
            """
            {"action": "step",
             "subject": {"type": "Agent", "id": "a", "attributes": {"trust_domain": "d"}},
             "resource": {"type": "Agent", "id": "b", "attributes": {"trust_domain": "d"}},
             "context": {"caller_kind": "agent", "capability": "c", "scope": ["c"], "covered": true}}
            """);
    assertThat(explanation.decision().reasons()).containsExactly("agent-not-listed");
    Explanation.Judged permit = policy(explanation, "step-to-listed-agent");
    assertThat(permit.applies()).isEqualTo(Explanation.Holds.NO);
    assertThat(permit.open())
        .extracting(Explanation.Part::text, Explanation.Part::holds, Explanation.Part::missing)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "resource has status", Explanation.Holds.NO, List.of("resource.status")),
            org.assertj.core.groups.Tuple.tuple(
                "(resource.status) == \"listed\"",
                Explanation.Holds.UNKNOWN,
                List.of("resource.status")));
    assertThat(permit.parts().get(2).facts()).containsExactly("context.covered = true");
    assertThat(policy(explanation, "step-only-to-listed-agent").decided()).isTrue();
    // A policy for another type of subject is not said to lack facts.
    assertThat(policy(explanation, "step-of-workload-to-listed-agent").open())
        .extracting(Explanation.Part::text)
        .containsExactly("principal is Bailiwick::Workload");
  }

  @Test
  void aPolicyNearlyDecidesIfOneOfItsPartsDoesNotHold() throws IOException {
    Explanation explanation =
        explain(
            """
            {"action": "read-audit",
             "subject": {"type": "Operator", "id": "o", "attributes": {"role": "officer"}},
             "resource": {"type": "Service", "id": "audit", "attributes": {"name": "audit"}}}
            """);
    Explanation.Judged permit = policy(explanation, "read-audit-by-auditor");
    assertThat(permit.nearly()).isTrue();
    assertThat(permit.open().getFirst().facts()).containsExactly("principal.role = \"officer\"");
    assertThat(permit.open().getFirst().missing()).isEmpty();
  }

  @Test
  void saysOfAQuestionOutsideTheSchemaThatNoPolicyDecided() throws IOException {
    Explanation explanation =
        explain(
            """
            {"action": "read-audit", "subject": {"type": "Operator", "id": "o"},
             "resource": {"type": "Service", "id": "s", "attributes": {"name": "audit"}}}
            """);
    assertThat(explanation.decision().reasons())
        .containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    assertThat(explanation.outside()).contains("the subject lacks role");
    assertThat(explanation.policies()).noneMatch(Explanation.Judged::decided);
    assertThat(policy(explanation, "read-audit-by-auditor").applies())
        .isEqualTo(Explanation.Holds.UNKNOWN);
  }

  /** A policy applies just if all of its parts hold, and it decides only then. */
  @Test
  void partsAndDecisionsAgreeOverAWholeWorld() {
    int nearly = 0;
    for (AccessRequest question : World.of(ReviewFolder.DEFAULTS, List.of(), 25).questions()) {
      Explanation explanation = Explanation.of(ReviewFolder.DEFAULTS, question);
      boolean forbidden =
          explanation.policies().stream()
              .anyMatch(policy -> !policy.permits() && policy.applies() == Explanation.Holds.YES);
      for (Explanation.Judged policy : explanation.policies()) {
        boolean applies = policy.applies() == Explanation.Holds.YES;
        assertThat(policy.open().isEmpty()).as("%s of %s", policy, question).isEqualTo(applies);
        assertThat(policy.decided())
            .as("%s of %s", policy, question)
            .isEqualTo(applies && (forbidden != policy.permits()));
        nearly += policy.nearly() ? 1 : 0;
      }
      assertThat(explanation.decision() instanceof Decision.Permit)
          .isEqualTo(
              !forbidden && explanation.policies().stream().anyMatch(Explanation.Judged::decided));
    }
    assertThat(nearly).isGreaterThan(100);
  }
}
