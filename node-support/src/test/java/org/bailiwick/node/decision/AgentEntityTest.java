package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.Test;

class AgentEntityTest {
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final Principal payables =
      new Principal(Principal.Kind.ROLE, "https://id.bailiwick.example", "payables");

  @Test
  void saysOwnerAndAttestationAndTheGroupThatAnswers() {
    Entity agent = entity(leaf(payables, Duration.ofHours(2)), false);
    assertThat(agent.type()).isEqualTo("Agent");
    assertThat(agent.attributes())
        .containsEntry("trust_domain", "bailiwick.example")
        .containsEntry("foreign", false)
        .containsEntry("owner", "Finance Department")
        .containsEntry("attestation", Map.of("status", "affirming", "age", 7200L));
    assertThat(agent.parents())
        .containsExactly(Entity.of("Group", "https://id.bailiwick.example#payables"));
  }

  /** Another domain's authority could name a role of an identity provider of this domain. */
  @Test
  void aForeignAgentIsInNoGroup() {
    Entity agent = entity(leaf(payables, Duration.ZERO), true);
    assertThat(agent.attributes()).containsEntry("foreign", true).containsKey("owner");
    assertThat(agent.parents()).isEmpty();
  }

  @Test
  void anAgentOfAPersonIsInNoGroup() {
    Principal alice = new Principal(Principal.Kind.PERSON, payables.issuer(), "payables");
    assertThat(entity(leaf(alice, Duration.ZERO), false).parents()).isEmpty();
  }

  @Test
  void anAppraisalInTheFutureIsNoAttestation() {
    assertThat(entity(leaf(payables, Duration.ofSeconds(-30)), true).attributes())
        .as("clocks differ a little")
        .containsEntry("attestation", Map.of("status", "affirming", "age", 0L));
    assertThat(entity(leaf(payables, Duration.ofMinutes(-2)), true).attributes())
        .doesNotContainKey("attestation")
        .containsKey("owner");
  }

  @Test
  void ofACertificateThatIsNoAgentsCredentialNothingIsKnown() {
    TestLeaf leaf = ca.leafWithUri("spiffe://bailiwick.example/agent/plain");
    assertThat(entity(leaf, false).attributes()).containsOnlyKeys("trust_domain", "foreign");
    assertThat(entity(ca.agentWithExtension("broken", new byte[] {1, 2}), false).attributes())
        .containsOnlyKeys("trust_domain", "foreign");
  }

  private Entity entity(TestLeaf leaf, boolean foreign) {
    return AgentEntity.of(leaf.id(), foreign, leaf.certificate(), clock.instant());
  }

  private TestLeaf leaf(Principal principal, Duration age) {
    AgentInformation of = ca.information("invoice.parse@1");
    return ca.agent(
        "reader",
        new AgentInformation(
            of.owner(),
            of.capabilities(),
            of.locator(),
            of.validationMethods(),
            principal,
            new AttestationSummary(
                "bailiwick", "affirming", "reference-values@1", clock.instant().minus(age))));
  }
}
