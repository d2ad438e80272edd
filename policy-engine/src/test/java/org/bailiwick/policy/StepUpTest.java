package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bailiwick.policy.TestFolder.question;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bailiwick.policy.Decision.StepUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forbids that say which sign-in of a person would end their denial (RFC 9470). */
class StepUpTest {
  private static final String PERMIT =
      """
      @id("all") @reason("everyone-may")
      permit (principal, action, resource);
      """;

  @TempDir private Path home;
  private int folders;

  /** A forbid that applies to things of this level at least. */
  private static String forbid(String id, int level, String annotations) {
    return "@id(\"%s\") @reason(\"too-high\") %s\n".formatted(id, annotations)
        + "forbid (principal, action, resource) when { resource.level >= %d };\n".formatted(level);
  }

  private Decision decision(int level, String... policies) {
    Path folder = home.resolve("policy-" + folders++);
    return CedarDecisionPoint.load(
            TestFolder.small(folder, PERMIT + String.join("", policies)).path())
        .decide(question(1, level));
  }

  private Optional<StepUp> stepUp(int level, String... policies) {
    Decision decision = decision(level, policies);
    assertThat(decision.reasons()).containsExactly("too-high");
    return ((Decision.Deny) decision).stepUp();
  }

  @Test
  void aForbidSaysWhichSignInWouldDo() {
    String both = "@step_up_acr(\"gold urn:x:silver\") @step_up_max_age(\"300\")";
    assertThat(stepUp(1, forbid("both", 1, both)))
        .contains(new StepUp(List.of("gold", "urn:x:silver"), Optional.of(300L)));
    assertThat(stepUp(1, forbid("acr", 1, "@step_up_acr(\"gold\")")))
        .contains(new StepUp(List.of("gold"), Optional.empty()));
    assertThat(stepUp(1, forbid("age", 1, "@step_up_max_age(\"60\")")))
        .contains(new StepUp(List.of(), Optional.of(60L)));
    assertThat(stepUp(1, forbid("plain", 1, ""))).isEmpty();
    assertThat(decision(0, forbid("both", 1, both))).isInstanceOf(Decision.Permit.class);
  }

  /** A sign-in is asked for only if it meets every forbid that applied. */
  @Test
  void theSignInMeetsEachForbidThatApplied() {
    String gold = forbid("aa", 1, "@step_up_acr(\"gold silver\") @step_up_max_age(\"300\")");
    String silver = forbid("bb", 2, "@step_up_acr(\"silver bronze\")");
    String young = forbid("cc", 3, "@step_up_max_age(\"60\")");
    String iron = forbid("dd", 4, "@step_up_acr(\"iron\")");
    String plain = forbid("ee", 4, "");
    assertThat(stepUp(1, gold, silver, young, iron))
        .contains(new StepUp(List.of("gold", "silver"), Optional.of(300L)));
    assertThat(stepUp(2, gold, silver, young, iron))
        .contains(new StepUp(List.of("silver"), Optional.of(300L)));
    assertThat(stepUp(3, gold, silver, young, iron))
        .contains(new StepUp(List.of("silver"), Optional.of(60L)));
    assertThat(stepUp(4, gold, silver, young, iron)).as("no class is of all").isEmpty();
    assertThat(stepUp(4, gold, silver, young, plain)).as("one asks for none").isEmpty();
  }

  @Test
  void whatNoPolicyPermitsNoSignInEnds() {
    Path folder = home.resolve("nothing");
    Decision decision =
        CedarDecisionPoint.load(TestFolder.small(folder, "// nothing\n").path())
            .decide(question(1, 1));
    assertThat(((Decision.Deny) decision).stepUp()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@step_up_max_age(\"0\")",
        "@step_up_max_age(\"-1\")",
        "@step_up_max_age(\"5 minutes\")",
        "@step_up_max_age(\"1000000000\")",
        "@step_up_acr(\"\")",
        "@step_up_acr(\"gold  silver\")",
        "@step_up_acr(\"a\\\"b\")",
        "@step_up_maxage(\"300\")",
        "@step_up(\"gold\")",
      })
  void refusesAnAnnotationWithoutAMeaning(String annotation) {
    assertThatThrownBy(() -> decision(1, forbid("one", 1, annotation)))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("step-up annotation");
  }

  @Test
  void refusesAStepUpOfAPermit() {
    Path folder = home.resolve("permit");
    TestFolder.small(folder, "@step_up_acr(\"gold\")\n" + PERMIT);
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder))
        .hasMessageContaining("not of a forbid");
  }
}
