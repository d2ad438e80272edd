package org.bailiwick.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.CedarDecisionPoint;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy folder that is refused is seen, and ends no service. */
class PolicyHealthTest {
  @TempDir Path home;

  @Test
  void aRefusedFolderIsInTheDataOfTheCheckAndInTheGauge() throws IOException {
    Path folder = DefaultPolicies.copyTo(home.resolve("policy"));
    CedarDecisionPoint policies = CedarDecisionPoint.load(folder);
    PolicyHealth health = new PolicyHealth(policies);
    assertThat(data(health)).containsOnlyKeys("version");
    assertThat(health.refused()).isZero();

    Files.writeString(folder.resolve("read-job.cedar"), "permit (");
    policies.follow();
    assertThat(data(health))
        .containsEntry("version", policies.policyVersion())
        .containsEntry("refused", "read-job.cedar is not the file that the manifest lists");
    assertThat(health.refused()).isEqualTo(1);
  }

  private static Map<String, Object> data(PolicyHealth health) {
    HealthCheckResponse answer = health.readiness("policies");
    assertThat(answer.getName()).isEqualTo("policies");
    assertThat(answer.getStatus()).isEqualTo(Status.UP);
    return answer.getData().orElseThrow();
  }
}
