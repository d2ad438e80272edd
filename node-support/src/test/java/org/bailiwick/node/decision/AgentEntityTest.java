package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
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
    TestLeaf leaf = leaf(payables, Duration.ofHours(2));
    Entity agent = entity(leaf, false);
    assertThat(agent.type()).isEqualTo("Agent");
    assertThat(agent.attributes())
        .containsEntry("trust_domain", "bailiwick.example")
        .containsEntry("foreign", false)
        .containsEntry("owner", "Finance Department")
        .containsEntry("serial", new SerialNumber(leaf.certificate().getSerialNumber()).hex())
        .containsEntry("capabilities", Set.of("invoice.parse@1"))
        .containsEntry("attestation", attestation(7200L))
        .doesNotContainKey("claimed_attestation");
    assertThat(agent.parents())
        .containsExactly(Entity.of("Group", "https://id.bailiwick.example#payables"));
  }

  /** Another domain's authority could name a role of an identity provider of this domain. */
  @Test
  void aForeignAgentIsInNoGroup() {
    Entity agent = entity(leaf(payables, Duration.ZERO), true);
    assertThat(agent.attributes())
        .containsEntry("foreign", true)
        .containsKey("owner")
        .as("what its authority says is no posture here")
        .containsEntry("claimed_attestation", attestation(0L))
        .doesNotContainKey("attestation");
    assertThat(agent.parents()).isEmpty();
  }

  @Test
  void anAgentOfAPersonIsInNoGroup() {
    Principal alice = new Principal(Principal.Kind.PERSON, payables.issuer(), "payables");
    assertThat(entity(leaf(alice, Duration.ZERO), false).parents()).isEmpty();
  }

  @Test
  void anAppraisalInTheFutureIsNoAttestation() {
    assertThat(entity(leaf(payables, Duration.ofSeconds(-30)), false).attributes())
        .as("clocks differ a little")
        .containsEntry("attestation", attestation(0L));
    assertThat(entity(leaf(payables, Duration.ofMinutes(-2)), false).attributes())
        .doesNotContainKey("attestation")
        .containsKey("owner");
  }

  @Test
  void ofACertificateThatIsNoAgentsCredentialNothingIsKnown() {
    TestLeaf leaf = ca.leafWithUri("spiffe://bailiwick.example/agent/plain");
    assertThat(entity(leaf, false).attributes())
        .containsOnlyKeys("trust_domain", "foreign", "serial");
    assertThat(entity(ca.agentWithExtension("broken", new byte[] {1, 2}), false).attributes())
        .containsOnlyKeys("trust_domain", "foreign", "serial");
  }

  private static Map<String, Object> attestation(long age) {
    return Map.of(
        "status", "affirming",
        "age", age,
        "source", "credential",
        "verifier", "bailiwick",
        "policy", "reference-values@1");
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
