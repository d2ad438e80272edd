package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
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
  private static final AttesterTrustworthiness FOUND =
      new AttesterTrustworthiness(
          List.of(
              new RootOfTrust("tpm", "sha256:00"),
              new RootOfTrust("oidc-token", "https://cluster.example")),
          TrustVector.of(Map.of("hardware", 2, "file-system", -3)));

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

  /** Of what nothing is known, there is no member. */
  @Test
  void saysOnWhichRootsOfTrustTheCredentialRests() {
    Map<String, Object> both = posture(FOUND);
    assertThat(both)
        .containsEntry("root_of_trust", Set.of("oidc-token", "tpm"))
        .containsEntry("anchors", Set.of("oidc-token:https://cluster.example", "tpm:sha256:00"))
        .containsEntry("vector", Map.of("hardware", 2L, "file_system", -3L))
        .containsEntry("status", "affirming");
    assertThat(posture(new AttesterTrustworthiness(FOUND.rootsOfTrust(), TrustVector.NONE)))
        .containsKeys("root_of_trust", "anchors")
        .doesNotContainKey("vector");
    assertThat(posture(new AttesterTrustworthiness(List.of(), FOUND.vector())))
        .containsKey("vector")
        .doesNotContainKeys("root_of_trust", "anchors");
  }

  /** A partner's authority can certify anything, so its word has another name. */
  @Test
  void ofAForeignAgentTheRootsOfTrustAreAClaim() {
    TestLeaf leaf = ca.agent("reader", ca.information("invoice.parse@1"), FOUND);
    assertThat(entity(leaf, true).attributes())
        .doesNotContainKey("attestation")
        .hasEntrySatisfying(
            "claimed_attestation",
            claimed ->
                assertThat((Map<?, ?>) claimed)
                    .extracting("root_of_trust")
                    .isEqualTo(Set.of("oidc-token", "tpm")));
  }

  @Test
  void ofACertificateWhoseTrustworthinessCannotBeReadNothingIsKnown() {
    assertThat(entity(ca.agentWith("reader", false, new byte[] {1, 2}), false).attributes())
        .containsOnlyKeys("trust_domain", "foreign", "serial");
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> posture(AttesterTrustworthiness found) {
    TestLeaf leaf = ca.agent("reader", ca.information("invoice.parse@1"), found);
    return (Map<String, Object>) entity(leaf, false).attributes().get("attestation");
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
