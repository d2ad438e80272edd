package org.bailiwick.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class HealthAnswerTest {

  private static final HealthCheck WELL = () -> answer("database", Status.UP, Map.of("issuers", 3));
  private static final HealthCheck ILL =
      () -> answer("hsm", Status.DOWN, Map.of("reason", "not activated"));
  private static final HealthCheck BROKEN =
      () -> {
        throw new IllegalStateException("secret");
      };

  @Test
  void isUpWhenAllAre() {
    HealthAnswer answer = HealthAnswer.of(Stream.of(WELL));

    assertThat(answer.isUp()).isTrue();
    assertThat(answer.json())
        .isEqualTo(
            "{\"status\":\"UP\",\"checks\":"
                + "[{\"name\":\"database\",\"status\":\"UP\",\"data\":{\"issuers\":\"3\"}}]}");
  }

  @Test
  void isUpWithoutChecks() {
    HealthAnswer answer = HealthAnswer.of(Stream.of());

    assertThat(answer.isUp()).isTrue();
    assertThat(answer.json()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
  }

  @Test
  void isDownWhenOneIs() {
    HealthAnswer answer = HealthAnswer.of(Stream.of(WELL, ILL));

    assertThat(answer.isUp()).isFalse();
    assertThat(answer.json())
        .startsWith("{\"status\":\"DOWN\",")
        .contains("\"name\":\"hsm\",\"status\":\"DOWN\",\"data\":{\"reason\":\"not activated\"}");
  }

  @Test
  void isDownWhenOneCanNotTellAndKeepsWhyToItself() {
    HealthAnswer answer = HealthAnswer.of(Stream.of(WELL, BROKEN));

    assertThat(answer.isUp()).isFalse();
    assertThat(answer.json()).doesNotContain("secret");
  }

  private static HealthCheckResponse answer(String name, Status status, Map<String, Object> data) {
    return new HealthCheckResponse(name, status, Optional.of(data));
  }
}
