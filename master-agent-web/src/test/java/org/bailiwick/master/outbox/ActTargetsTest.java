package org.bailiwick.master.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ActTargetsTest {

  private static final OutboxSettings SETTINGS =
      new OutboxSettings(
          Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(1), Duration.ofSeconds(1), 1);

  private long nanos;
  private final ActTargets targets = new ActTargets(SETTINGS::pause, () -> nanos);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void oneActAtATargetAtATime() {
    assertThat(targets.begin("a")).isTrue();
    assertThat(targets.begin("a")).isFalse();
    assertThat(targets.excluded()).containsExactly("a");
    targets.leave("a");
    assertThat(targets.excluded()).isEmpty();
    assertThat(targets.begin("a")).isTrue();
  }

  @Test
  void aTargetThatFailsRestsTwiceAsLongEachTime() {
    targets.failed("a");
    pass(Duration.ofSeconds(5));
    assertThat(targets.resting()).isEmpty();
    targets.failed("a");
    pass(Duration.ofSeconds(9));
    assertThat(targets.resting()).containsExactly("a");
    pass(Duration.ofSeconds(1));
    assertThat(targets.resting()).isEmpty();
  }

  @Test
  void aTargetThatAnswersBeginsAnew() {
    targets.failed("a");
    targets.failed("a");
    targets.succeeded("a");
    assertThat(targets.resting()).isEmpty();
    targets.failed("a");
    pass(Duration.ofSeconds(5));
    assertThat(targets.resting()).isEmpty();
  }

  @Test
  void pausesEndAtTheLongest() {
    assertThat(SETTINGS.pause(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(SETTINGS.pause(10)).isEqualTo(Duration.ofSeconds(2560));
    assertThat(SETTINGS.pause(11)).isEqualTo(Duration.ofHours(1));
    assertThat(SETTINGS.pause(1_000_000)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void ofManyTargetsTheOneThatFailedLongestAgoIsForgotten() {
    for (int i = 0; i <= 1000; i++) {
      targets.failed("target-" + i);
    }
    assertThat(targets.resting()).hasSize(1000).doesNotContain("target-0");
  }
}
