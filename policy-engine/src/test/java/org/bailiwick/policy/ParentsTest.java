package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies that ask what an entity is in, and what a caller's credential says of it, with the
 * schema of the default policies.
 */
class ParentsTest {
  private static final String POLICIES =
      """
      @id("within-segment") @reason("agent-in-segment")
      permit (
        principal,
        action == Bailiwick::Action::"step",
        resource in Bailiwick::Segment::"internal"
      )
      when { context.covered };

      @id("freshly-attested-owner") @reason("caller-not-freshly-attested")
      forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"step", resource)
      unless {
        principal has attestation &&
        principal.attestation.status == "affirming" &&
        principal.attestation.age < 3600
      };
      """;
  private static final String BY_ROLE =
      """
      @id("officers") @reason("officer-may-revoke")
      permit (
        principal in Bailiwick::OperatorRole::"officer",
        action == Bailiwick::Action::"revoke",
        resource in Bailiwick::Group::"https://idp.example#payables"
      );
      """;
  private static final Entity FINANCE =
      Entity.of("Segment", "finance").in(Entity.of("Segment", "internal"));

  @TempDir private Path home;
  private DecisionPort port;

  @BeforeEach
  void load() {
    TestFolder folder =
        TestFolder.copyOfDefaults(home.resolve("policy"))
            .write("step.cedar", POLICIES)
            .write("revoke.cedar", BY_ROLE)
            .seal(1);
    port = CedarDecisionPoint.load(folder.path());
  }

  @Test
  void aSegmentInASegmentCounts() {
    Decision decision = step(caller("affirming", 10), callee().in(FINANCE));
    assertThat(decision).isInstanceOf(Decision.Permit.class);
    assertThat(decision.policies()).containsExactly("within-segment");
    assertThat(step(caller("affirming", 10), callee().in(Entity.of("Segment", "internal"))))
        .isInstanceOf(Decision.Permit.class);
    assertThat(
            step(caller("affirming", 10), callee().in(Entity.of("Segment", "finance"))).reasons())
        .as("what a segment is in comes with the request")
        .containsExactly(DecisionPort.NO_POLICY_PERMITS);
    assertThat(step(caller("affirming", 10), callee()).reasons())
        .containsExactly(DecisionPort.NO_POLICY_PERMITS);
  }

  @Test
  void aPolicyThatAsksForAnAttestationDeniesWhereNoneIsKnown() {
    Entity callee = callee().in(FINANCE);
    assertThat(step(caller("affirming", 4000), callee).reasons())
        .containsExactly("caller-not-freshly-attested");
    assertThat(step(caller("none", 10), callee).policies())
        .containsExactly("freshly-attested-owner");
    Entity unknown =
        new Entity("Agent", "spiffe://partner.example/agent/a", Map.of("trust_domain", "p"));
    assertThat(step(unknown, callee).reasons()).containsExactly("caller-not-freshly-attested");
  }

  @Test
  void rolesAndGroupsAreDifferentTypes() {
    Entity credential =
        Entity.of("Credential", "0a").in(Entity.of("Group", "https://idp.example#payables"));
    Entity operator = new Entity("Operator", "o", Map.of("role", "officer"));
    assertThat(revoke(operator.in(Entity.of("OperatorRole", "officer")), credential))
        .isInstanceOf(Decision.Permit.class);
    assertThat(revoke(operator, credential)).isInstanceOf(Decision.Deny.class);
    assertThat(revoke(operator.in(Entity.of("Group", "officer")), credential).reasons())
        .as("a group of an identity provider is no role of an operator")
        .containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
  }

  @Test
  void entitiesThatAreInOneAnotherAreDenied() {
    Entity a = Entity.of("Segment", "a").in(Entity.of("Segment", "b"));
    Entity b = Entity.of("Segment", "b").in(Entity.of("Segment", "a"));
    assertThat(step(caller("affirming", 10), callee().in(Set.of(a, b))))
        .isInstanceOf(Decision.Deny.class);
  }

  private Decision step(Entity caller, Entity callee) {
    return port.decide(
        new AccessRequest(
            caller,
            Action.STEP,
            callee,
            Map.of(
                "caller_kind",
                "agent",
                "capability",
                "a.b@1",
                "scope",
                Set.of("a.b@1"),
                "covered",
                true)));
  }

  private Decision revoke(Entity operator, Entity credential) {
    return port.decide(new AccessRequest(operator, Action.REVOKE, credential, Map.of()));
  }

  private static Entity caller(String status, long age) {
    return new Entity(
        "Agent",
        "spiffe://partner.example/agent/buyer",
        Map.of(
            "trust_domain",
            "partner.example",
            "attestation",
            Map.of("status", status, "age", age)));
  }

  private static Entity callee() {
    return new Entity(
        "Agent", "spiffe://bailiwick.example/agent/x", Map.of("trust_domain", "bailiwick.example"));
  }
}
