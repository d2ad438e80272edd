package org.bailiwick.master.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    "AGENT, /agent/x, Agent",
    "FOREIGN, /agent/x, Agent",
    "OPERATOR, /operator/officer/x, Operator",
    "SERVICE, /service/x, Workload",
    "DEVICE, /device/x, Workload"
  })
  void aServiceOrDeviceIsNoAgent(VerifiedPeer.Kind kind, String path, String type) {
    assertThat(subject(kind, path).entity().type()).isEqualTo(type);
  }

  /** By certificate and token alike, for each service of the Master Agent. */
  @ParameterizedTest
  @CsvSource({
    "SERVICE, /service/x, token",
    "SERVICE, /service/x, jobs",
    "DEVICE, /device/x, token",
    "DEVICE, /device/x, jobs"
  })
  void theDefaultPoliciesAdmitNoServiceAndNoDevice(
      VerifiedPeer.Kind kind, String path, String service) {
    Decision decision =
        DefaultPolicies.inForce()
            .decide(
                JobQuestion.admit(
                        subject(kind, path),
                        service,
                        Set.of("mtls", "access-token"),
                        CapabilitySet.parse(List.of("a.b@1")))
                    .request());
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Deny.class,
            deny -> assertThat(deny.reasons()).containsExactly("request-not-in-schema"));
  }

  private static JobQuestion.Subject subject(VerifiedPeer.Kind kind, String path) {
    return JobQuestion.Subject.of(
        TestPeers.of(kind, CA.leafWithUri("spiffe://bailiwick.example" + path).certificate()));
  }
}
