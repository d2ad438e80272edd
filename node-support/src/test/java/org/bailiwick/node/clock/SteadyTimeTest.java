package org.bailiwick.node.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final TestClock clock = new TestClock(START);
  private final AtomicLong nanos = new AtomicLong(-5);
  private final SteadyTime time = new SteadyTime(clock, nanos::get);

  @Test
  void bothReadingsFollowTimeThatPasses() {
    clock.move(Duration.ofSeconds(10));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(time.latest()).isEqualTo(START.plusSeconds(10)).isEqualTo(time.earliest());
    assertThat(time.drift()).isZero();
  }

  @Test
  void jumpAheadMovesTheLatestOnly() {
    clock.move(Duration.ofDays(1));
    assertThat(time.latest()).isEqualTo(START.plus(Duration.ofDays(1)));
    assertThat(time.earliest()).isEqualTo(START);
    assertThat(time.drift()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void jumpBackMovesTheEarliestOnly() {
    clock.move(Duration.ofDays(-1));
    assertThat(time.latest()).isEqualTo(START);
    assertThat(time.earliest()).isEqualTo(START.minus(Duration.ofDays(1)));
  }
}
