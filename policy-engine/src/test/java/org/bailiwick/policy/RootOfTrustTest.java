package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies that ask on which root of trust a caller's or callee's credential rests, where it ended,
 * and what a Verifier has found (R46), with the schema of the default policies.
 */
class RootOfTrustTest {
  private static final String ANCHOR =
      "tpm:sha256:b7a5c3d1e9f70123456789abcdef0123456789abcdef0123456789abcdef0123";
  private static final String POLICIES =
      """
      @id("all") @reason("permitted")
      permit (principal is Bailiwick::Agent, action == Bailiwick::Action::"step", resource);

      @id("callers-on-our-tpms") @reason("caller-not-on-our-tpm")
      forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"step", resource)
      unless {
        principal has attestation &&
        principal.attestation has root_of_trust &&
        principal.attestation.root_of_trust.contains("tpm") &&
        principal.attestation has anchors &&
        principal.attestation.anchors.contains(
          "tpm:sha256:b7a5c3d1e9f70123456789abcdef0123456789abcdef0123456789abcdef0123")
      };

      @id("callees-that-run-what-we-know") @reason("callee-runs-unknown-software")
      forbid (
        principal,
        action == Bailiwick::Action::"step",
        resource is Bailiwick::Agent
      )
      unless {
        resource has attestation &&
        resource.attestation has vector &&
        resource.attestation.vector has executables &&
        resource.attestation.vector.executables >= 2 &&
        resource.attestation.vector.executables < 32
      };
      """;
  private static final Map<String, Object> ON_OUR_TPM =
      Map.of(
          "root_of_trust",
          Set.of("tpm", "oidc-token"),
          "anchors",
          Set.of(ANCHOR, "oidc-token:https://c"));
  private static final Map<String, Object> KNOWN = Map.of("vector", Map.of("executables", 2L));

  @TempDir private Path home;
  private DecisionPort port;

  @BeforeEach
  void load() {
    TestFolder folder =
        TestFolder.copyOfDefaults(home.resolve("policy")).write("step.cedar", POLICIES).seal(1);
    port = CedarDecisionPoint.load(folder.path());
  }

  @Test
  void permitsWhereBothAreKnownAndGood() {
    assertThat(step(ON_OUR_TPM, KNOWN)).containsExactly("permitted");
    assertThat(step(ON_OUR_TPM, Map.of("vector", Map.of("executables", 31L, "hardware", -1L))))
        .containsExactly("permitted");
  }

  @Test
  void deniesAnotherKindAnotherAnchorAndAnotherClaim() {
    assertThat(step(Map.of("root_of_trust", Set.of("idevid"), "anchors", Set.of(ANCHOR)), KNOWN))
        .containsExactly("caller-not-on-our-tpm");
    assertThat(
            step(Map.of("root_of_trust", Set.of("tpm"), "anchors", Set.of("tpm:sha256:00")), KNOWN))
        .containsExactly("caller-not-on-our-tpm");
    assertThat(
            step(
                Map.of(
                    "root_of_trust",
                    Set.of("idevid", "tpm"),
                    "anchors",
                    Set.of(ANCHOR.replace("tpm:", "idevid:"), "tpm:sha256:00")),
                KNOWN))
        .as("the anchor of a device certificate is not the TPM's")
        .containsExactly("caller-not-on-our-tpm");
    for (long executables : new long[] {-128, -1, 1, 32, 96, 127}) {
      assertThat(step(ON_OUR_TPM, Map.of("vector", Map.of("executables", executables))))
          .containsExactly("callee-runs-unknown-software");
    }
  }

  /** Absent is not known, and what is not known does not meet a demand. */
  @Test
  void deniesWhatIsAbsent() {
    assertThat(step(Map.of(), KNOWN)).containsExactly("caller-not-on-our-tpm");
    assertThat(step(ON_OUR_TPM, Map.of())).containsExactly("callee-runs-unknown-software");
    assertThat(step(ON_OUR_TPM, Map.of("vector", Map.of("hardware", 2L))))
        .containsExactly("callee-runs-unknown-software");
    assertThat(
            decide(
                new Entity("Agent", "spiffe://d.example/agent/a", Map.of("trust_domain", "d")),
                agent("b", KNOWN)))
        .containsExactly("caller-not-on-our-tpm");
  }

  @Test
  void deniesWhatIsOfAnotherType() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("root_of_trust", "tpm"),
            Map.of("anchors", ANCHOR),
            Map.of("roots_of_trust", Set.of("tpm")))) {
      assertThat(step(wrong, KNOWN)).containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    }
  }

  private List<String> step(Map<String, Object> caller, Map<String, Object> callee) {
    return decide(agent("a", caller), agent("b", callee));
  }

  private List<String> decide(Entity caller, Entity callee) {
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
                    true)))
        .reasons();
  }

  private static Entity agent(String name, Map<String, Object> found) {
    Map<String, Object> attestation = new HashMap<>(found);
    attestation.putAll(Map.of("status", "affirming", "age", 10L, "source", "credential"));
    return new Entity(
        "Agent",
        "spiffe://d.example/agent/" + name,
        Map.of("trust_domain", "d.example", "attestation", attestation));
  }
}
