package org.bailiwick.master.policylist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.policy.CedarDecisionPoint.InForce;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.api.Test;

class PolicyListTest {
  private static final String VERSION = "26-abc";

  private final PolicyList list =
      new PolicyList(
          () ->
              List.of(
                  permit("step", "listed-agents", List.of("alert")),
                  new InForce(
                      "admit",
                      "recent-sign-in",
                      false,
                      "sign-in-too-old",
                      List.of(),
                      Optional.of(new Decision.StepUp(List.of("gold"), Optional.of(300L))),
                      VERSION),
                  permit("admit", "partners", List.of())));

  private static InForce permit(String action, String id, List<String> obligations) {
    return new InForce(action, id, true, "reason-of-" + id, obligations, Optional.empty(), VERSION);
  }

  private List<Map<String, Object>> entries(Optional<String> after, int most, String... filters) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (int index = 0; index < filters.length; index += 2) {
      parameters.put(filters[index], List.of(filters[index + 1]));
    }
    return list.entries(ListQuery.read(list, parameters), after, most).stream()
        .map(ListSource.Entry::members)
        .toList();
  }

  @Test
  void listsByActionAndId() {
    assertThat(entries(Optional.empty(), 10))
        .extracting(members -> members.get("id"))
        .containsExactly("partners", "recent-sign-in", "listed-agents");
    assertThat(entries(Optional.of("admit/partners"), 1))
        .extracting(members -> members.get("id"))
        .containsExactly("recent-sign-in");
  }

  @Test
  void selectsByActionAndEffect() {
    assertThat(entries(Optional.empty(), 10, "action", "step")).hasSize(1);
    assertThat(entries(Optional.empty(), 10, "effect", "forbid"))
        .extracting(members -> members.get("id"))
        .containsExactly("recent-sign-in");
    assertThat(entries(Optional.empty(), 10, "action", "unknown")).isEmpty();
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> entries(Optional.empty(), 10, "effect", "maybe")))
        .isNotNull();
  }

  @Test
  void tellsWhatAPolicyAsksFor() {
    assertThat(entries(Optional.empty(), 10, "effect", "forbid").getFirst())
        .containsEntry("step_up", Map.of("acr_values", List.of("gold"), "max_age", 300L))
        .containsEntry("policy_version", VERSION)
        .doesNotContainKey("obligations");
    assertThat(entries(Optional.empty(), 10, "action", "step").getFirst())
        .containsEntry("obligations", List.of("alert"))
        .containsEntry("reason", "reason-of-listed-agents");
  }
}
