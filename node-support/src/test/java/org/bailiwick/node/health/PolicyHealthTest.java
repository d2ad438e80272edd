package org.bailiwick.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** A policy folder that is refused is seen, and ends no service. */
class PolicyHealthTest {
  private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());
  private final PolicyHealth health = new PolicyHealth(() -> "20-abc", refusal::get);

  @Test
  void aRefusedFolderIsInTheDataOfTheCheckAndInTheGauge() {
    assertThat(data()).isEqualTo(Map.of("version", "20-abc"));
    assertThat(health.refused()).isZero();
    refusal.set(Optional.of("act.cedar is not the file that the manifest lists"));
    assertThat(data())
        .containsEntry("version", "20-abc")
        .containsEntry("refused", "act.cedar is not the file that the manifest lists");
    assertThat(health.refused()).isEqualTo(1);
  }

  @Test
  void aLongReasonIsCut() {
    refusal.set(Optional.of("x".repeat(5000)));
    assertThat(data().get("refused").toString()).hasSizeLessThan(400);
  }

  private Map<String, Object> data() {
    HealthCheckResponse answer = health.readiness("policies");
    assertThat(answer.getName()).isEqualTo("policies");
    assertThat(answer.getStatus()).isEqualTo(Status.UP);
    return answer.getData().orElseThrow();
  }
}
