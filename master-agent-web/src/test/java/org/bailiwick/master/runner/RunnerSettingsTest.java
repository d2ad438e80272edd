package org.bailiwick.master.runner;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunnerSettingsTest {

  private static final RunnerSettings.Polls POLLS =
      new RunnerSettings.Polls(ofSeconds(2), ofSeconds(60));

  @Test
  void pausesDoubleUpToTheLongest() {
    assertThat(POLLS.pause(Duration.ZERO, 0)).isEqualTo(ofSeconds(2));
    assertThat(POLLS.pause(Duration.ZERO, 3)).isEqualTo(ofSeconds(16));
    assertThat(POLLS.pause(Duration.ZERO, 5)).isEqualTo(ofSeconds(60));
    assertThat(POLLS.pause(Duration.ZERO, Integer.MAX_VALUE)).isEqualTo(ofSeconds(60));
  }

  @Test
  void aRequestedPauseHoldsWithinTheBounds() {
    assertThat(POLLS.pause(ofSeconds(30), 0)).isEqualTo(ofSeconds(30));
    assertThat(POLLS.pause(ofSeconds(30), 9)).isEqualTo(ofSeconds(30));
    assertThat(POLLS.pause(ofSeconds(1), 9)).isEqualTo(ofSeconds(2));
    assertThat(POLLS.pause(ofSeconds(999_999_999), 0)).isEqualTo(ofSeconds(60));
  }
}
