package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceRateTest {

  private static final Duration ASSUMED = Duration.ofMillis(5);

  private final ServiceRate rate = new ServiceRate();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void followsWhatIsServedWhileOthersAreRefused() {
    pressed(60, 10);
    assertThat(rate.refused(now)).isCloseTo(Duration.ofMillis(100), Duration.ofMillis(1));
    pressed(60, 500);
    assertThat(rate.refused(now)).isCloseTo(Duration.ofMillis(2), Duration.ofNanos(100_000));
  }

  @Test
  void learnsNothingFromAQuietTime() {
    for (int i = 0; i < 100; i++) {
      now = now.plusSeconds(1);
      rate.served(now);
    }
    assertThat(rate.refused(now)).isEqualTo(ASSUMED);
  }

  @Test
  void learnsNothingFromAPauseAfterARefusal() {
    rate.refused(now);
    now = now.plusSeconds(3600);
    assertThat(rate.refused(now)).isEqualTo(ASSUMED);
  }

  @Test
  void isNeverSlowerThanOneASecond() {
    pressed(120, 0);
    assertThat(rate.refused(now)).isEqualTo(Duration.ofSeconds(1));
  }

  private void pressed(int seconds, int perSecond) {
    for (int second = 0; second < seconds; second++) {
      rate.refused(now);
      for (int i = 0; i < perSecond; i++) {
        rate.served(now);
      }
      now = now.plusSeconds(1);
    }
  }
}
