package org.bailiwick.node.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceRateTest {

  private static final double ASSUMED = 50;

  private final ServiceRate rate = new ServiceRate(ASSUMED);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void followsWhatIsServedWhileOthersAreRefused() {
    pressed(60, 10);
    assertThat(rate.refused(now)).isCloseTo(10, within(0.1));
    pressed(60, 500);
    assertThat(rate.refused(now)).isCloseTo(500, within(5.0));
  }

  @Test
  void theFirstCountReplacesWhatWasAssumed() {
    pressed(1, 7);
    assertThat(rate.refused(now)).isEqualTo(7);
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
    assertThat(rate.refused(now)).isEqualTo(1);
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
