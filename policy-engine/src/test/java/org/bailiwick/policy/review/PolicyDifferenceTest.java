package org.bailiwick.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences of the default policies and copies that were changed in one place. */
class PolicyDifferenceTest {
  private static final int FEW = 40;
  private static final String[] ACTIONS = {
    "issue-join-token", "plan", "read-registry", "register", "step"
  };

  @TempDir private Path home;
  private ReviewedPolicies old;
  private ReviewFolder changed;

  @BeforeEach
  void copy() throws IOException {
    old = ReviewFolder.copy(home.resolve("old"), ACTIONS).read();
    changed = ReviewFolder.copy(home.resolve("new"), ACTIONS);
  }

  @Test
  void foldersThatDifferInLayoutAloneDoNotDiffer() throws IOException {
    ReviewedPolicies next = changed.append("plan.cedar", "// a comment\n\n").read();
    PolicyDifference difference = PolicyDifference.between(old, next, 20);
    assertThat(difference.policies()).isEmpty();
    assertThat(difference.schema()).isEmpty();
    assertThat(difference.changes().list()).isEmpty();
    assertThat(difference.questions()).isPositive();
  }

  @Test
  void aBoundThatMovesByOneIsFoundWithItsQuestion() throws IOException {
    ReviewedPolicies next = changed.replace("issue-join-token.cedar", "86400", "86401").read();
    PolicyDifference difference = PolicyDifference.between(old, next, FEW);
    assertThat(difference.policies())
        .allSatisfy(
            line -> {
              assertThat(line.kind()).isEqualTo(PolicyDifference.Kind.CHANGED);
              assertThat(line.name()).startsWith("issue-join-token ");
              assertThat(line.before()).contains("86400");
              assertThat(line.after()).contains("86401");
            })
        .isNotEmpty();
    assertThat(difference.changes().list())
        .anySatisfy(
            change -> {
              assertThat(change.action()).isEqualTo("issue-join-token");
              assertThat(change.kind()).isEqualTo(Changes.Kind.NOW_PERMITTED);
              assertThat(change.examples())
                  .allSatisfy(
                      example -> assertThat(example.question()).contains("\"lifetime\":86401"));
            });
    assertThat(difference.changes().list())
        .allMatch(change -> change.action().equals("issue-join-token"));
  }

  @Test
  void namesWhatWasAddedAndRemovedAndWhichDecisionsChange() throws IOException {
    ReviewedPolicies next =
        changed
            .append(
                "step.cedar",
                """
                @id("no-risky-steps") @reason("risk-high")
                forbid (principal, action == Bailiwick::Action::"step", resource)
                when { context has risk && context.risk == "high" };
                """)
            .replace("plan.cedar", "@id(\"plan-needs-scope\")", "@id(\"plan-scope\")")
            .replace("plan.cedar", "scope-does-not-cover-job", "no-scope")
            .read();
    PolicyDifference difference = PolicyDifference.between(old, next, FEW);
    assertThat(difference.policies())
        .extracting(line -> line.kind() + " " + line.name())
        .containsExactly(
            "REMOVED plan plan-needs-scope", "ADDED plan plan-scope", "ADDED step no-risky-steps");
    assertThat(difference.changes().list())
        .extracting(change -> change.action() + " " + change.kind())
        .contains("plan other reasons", "step permit becomes denial")
        .allMatch(line -> line.startsWith("plan other") || line.startsWith("step "));
  }

  @Test
  void schemaDifferencesAreNamedAndTheirQuestionsCountedApart() throws IOException {
    ReviewedPolicies next =
        changed
            .replace("schema.cedarschema", "match: String", "match: Long")
            .replace("register.cedar", "\"exact\"", "1")
            .replace("schema.cedarschema", "view: String }", "view: String, from?: String }")
            .read();
    PolicyDifference difference = PolicyDifference.between(old, next, 60);
    assertThat(difference.schema())
        .extracting(line -> line.kind() + " " + line.name() + ": " + line.after())
        .containsExactly(
            "ADDED action read-registry, context from: String (optional)",
            "CHANGED action register, context match: Long");
    assertThat(difference.changes().list())
        .filteredOn(change -> change.action().equals("register"))
        .extracting(Changes.Change::kind)
        .containsExactlyInAnyOrder(Changes.Kind.LEFT_SCHEMA, Changes.Kind.ENTERED_SCHEMA);
  }
}
