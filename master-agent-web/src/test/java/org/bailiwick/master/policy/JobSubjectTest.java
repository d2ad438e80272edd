package org.bailiwick.master.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The subject that each kind of peer is to the Master Agent's policies. */
class JobSubjectTest {

  private static final TestCa CA = TestCa.create("bailiwick.example");

  @ParameterizedTest
  @CsvSource({
    "AGENT, /agent/x, Agent, agent",
    "FOREIGN, /agent/x, Agent, agent",
    "OPERATOR, /operator/officer/x, Operator, operator",
    "SERVICE, /service/x, Workload, service",
    "DEVICE, /device/x, Workload, device"
  })
  void aServiceOrDeviceIsNoAgent(VerifiedPeer.Kind kind, String path, String type, String named) {
    VerifiedPeer peer = peer(kind, path);
    for (JobQuestion.Subject subject :
        List.of(JobQuestion.Subject.of(peer), JobQuestion.Subject.of(peer, Instant.EPOCH))) {
      assertThat(subject.entity().type()).isEqualTo(type);
      assertThat(subject.kind()).isEqualTo(named);
    }
  }

  /** By certificate and token alike, as what it is, for what the Master Agent serves to callers. */
  @ParameterizedTest
  @CsvSource({
    "SERVICE, /service/x, token, service-serves-workloads",
    "SERVICE, /service/x, jobs, service-serves-workloads",
    "SERVICE, /service/x, registry, no-policy-permits",
    "DEVICE, /device/x, token, service-serves-workloads",
    "DEVICE, /device/x, jobs, service-serves-workloads",
    "DEVICE, /device/x, callers, no-policy-permits"
  })
  void theDefaultPoliciesAdmitAServiceOrDeviceToTokensAndJobs(
      VerifiedPeer.Kind kind, String path, String service, String reason) {
    Decision decision =
        DefaultPolicies.inForce()
            .decide(
                JobQuestion.admit(
                        JobQuestion.CallerFacts.of(
                            JobQuestion.Subject.of(peer(kind, path), Instant.EPOCH),
                            Set.of("mtls", "access-token")),
                        service,
                        CapabilitySet.parse(List.of("a.b@1")),
                        Optional.empty())
                    .request());
    assertThat(decision.reasons()).containsExactly(reason);
    assertThat(decision)
        .isInstanceOf(
            reason.equals("no-policy-permits") ? Decision.Deny.class : Decision.Permit.class);
  }

  private static VerifiedPeer peer(VerifiedPeer.Kind kind, String path) {
    return TestPeers.of(kind, CA.leafWithUri("spiffe://bailiwick.example" + path).certificate());
  }
}
