package org.bailiwick.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worlds of the default policies and of folders with faults that were made on purpose. */
class WorldTest {
  private static final World DEFAULTS = World.of(ReviewFolder.DEFAULTS, List.of(), 100);

  @TempDir private Path home;

  @Test
  void everyDefaultPolicyDecidesSomeQuestion() {
    assertThat(DEFAULTS.undeciding()).isEmpty();
    assertThat(DEFAULTS.unjudged()).isEmpty();
    assertThat(DEFAULTS.notAsked()).isEmpty();
    assertThat(DEFAULTS.questions()).hasSizeGreaterThan(3000);
  }

  @Test
  void aWorldHasPermitsAndDenialsOfEveryActionAndOnlyQuestionsOfTheSchema() {
    Set<String> outcomes = new HashSet<>();
    for (AccessRequest question : DEFAULTS.questions()) {
      Decision decision = ReviewFolder.DEFAULTS.decide(question);
      assertThat(decision.reasons()).doesNotContain(DecisionPort.REQUEST_NOT_IN_SCHEMA);
      outcomes.add(question.action() + " " + (decision instanceof Decision.Permit));
    }
    for (Action action : Action.values()) {
      assertThat(outcomes).contains(action + " true", action + " false");
    }
  }

  @Test
  void theSameFolderGivesTheSameWorld() {
    Set<AccessRequest> first = World.of(ReviewFolder.DEFAULTS, List.of(), 50).questions();
    Set<AccessRequest> second = World.of(ReviewFolder.DEFAULTS, List.of(), 50).questions();
    assertThat(List.copyOf(first)).isEqualTo(List.copyOf(second));
    assertThat(first.stream().map(QuestionJson::line))
        .containsExactlyElementsOf(second.stream().map(QuestionJson::line).toList());
  }

  @Test
  void findsPoliciesThatWereMadeDeadOnPurpose() throws IOException {
    ReviewedPolicies policies =
        ReviewFolder.copy(home, "discover", "plan", "poll-events", "step")
            .append(
                "plan.cedar",
                """
                @id("two-kinds-at-once") @reason("never")
                forbid (principal, action == Bailiwick::Action::"plan", resource)
                when { context.caller_kind == "agent" && context.caller_kind == "service" };
                @id("behind-a-forbid") @reason("never")
                permit (principal is Bailiwick::Agent, action == Bailiwick::Action::"plan", resource)
                when { !context.covered };
                @id("of-another-action") @reason("never")
                forbid (principal, action == Bailiwick::Action::"step", resource);
                """)
            .read();
    assertThat(World.of(policies, List.of(), World.USUAL).undeciding())
        .containsExactly(
            "plan behind-a-forbid", "plan of-another-action", "plan two-kinds-at-once");
  }

  @Test
  void reachesPoliciesBehindManyConditions() throws IOException {
    ReviewedPolicies policies =
        ReviewFolder.copy(home, "discover", "plan", "poll-events", "step")
            .append(
                "step.cedar",
                """
                @id("deep") @reason("deep")
                forbid (
                  principal is Bailiwick::Agent in Bailiwick::Group::"i#treasury",
                  action == Bailiwick::Action::"step",
                  resource in Bailiwick::Segment::"finance"
                )
                when
                {
                  principal has attestation && principal.attestation.age > 86400 &&
                  principal.attestation.age <= 86401 && principal.attestation.status == "warning" &&
                  context has risk && ["high", "critical"].contains(context.risk) &&
                  (if context has asset_kind then context.asset_kind like "ledger*x" else false) &&
                  context.scope.containsAll(["a", "b"]) && context.capability == "ledger.post@1" &&
                  resource has owner && principal has owner && principal.owner != resource.owner
                }
                unless { context.scope.contains("c") || principal == resource };
                """)
            .read();
    World world = World.of(policies, List.of(), World.USUAL);
    assertThat(world.undeciding()).isEmpty();
    // One second of age more or less is in the world, too.
    assertThat(world.questions().stream().map(question -> question.subject().attributes()))
        .anyMatch(attributes -> attributes.toString().contains("age=86401"))
        .anyMatch(attributes -> attributes.toString().contains("age=86402"))
        .anyMatch(attributes -> attributes.toString().contains("age=86400"));
  }

  @Test
  void saysWhatItCannotAsk() throws IOException {
    ReviewedPolicies policies =
        ReviewFolder.copy(home, "discover", "plan", "poll-events", "step")
            .replace("schema.cedarschema", "entity Node = {", "entity Node = { address: ipaddr,")
            .read();
    World world = World.of(policies, List.of(), 20);
    assertThat(world.notAsked())
        .contains("discover: principal.address has the type ipaddr")
        .anyMatch(line -> line.startsWith("poll-events: principal.address"));
  }

  /** Two hundred policies of one action are all tried, each with a question or two. */
  @Test
  void aLargeFolderIsTriedWhole() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int number = 0; number < 200; number++) {
      many.append(
          """
          @id("many-%d") @reason("many")
          permit (principal is Bailiwick::Agent, action == Bailiwick::Action::"discover", resource)
          when { resource is Bailiwick::Service && resource.name == "service-%d" };
          """
              .formatted(number, number));
    }
    ReviewedPolicies policies =
        ReviewFolder.copy(home, "plan").write("discover.cedar", many.toString()).read();
    World world = World.of(policies, List.of(), 50);
    assertThat(world.undeciding()).isEmpty();
    assertThat(world.unjudged()).isEmpty();
    assertThat(world.questions()).hasSizeGreaterThan(200);
  }
}
