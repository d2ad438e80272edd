package org.bailiwick.node.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedReadingTest {

  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  private final RepeatedReading reading = new RepeatedReading();
  private final List<Instant> from = new ArrayList<>();

  private Instant read(Instant now, Duration elapsed) {
    reading.read(now, elapsed.toNanos(), from::add);
    return from.getLast();
  }

  @Test
  void theFirstReadsAllAndLaterOnesOverlap() {
    assertThat(read(NOON, Duration.ZERO)).isEqualTo(Instant.EPOCH);
    Duration minute = Duration.ofMinutes(1);
    assertThat(read(NOON.plus(minute), minute)).isEqualTo(NOON.minusSeconds(300));
    assertThat(read(NOON.plus(minute), minute)).isEqualTo(NOON.plus(minute).minusSeconds(300));
  }

  @Test
  void aReadingThatFailsIsRepeated() {
    read(NOON, Duration.ZERO);
    assertThatThrownBy(
            () ->
                reading.read(
                    NOON.plusSeconds(60),
                    Duration.ofSeconds(60).toNanos(),
                    after -> {
                      throw new IllegalStateException("no connection");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(read(NOON.plusSeconds(61), Duration.ofSeconds(61)))
        .isEqualTo(NOON.minusSeconds(300));
  }

  @Test
  void aClockThatIsAheadHidesNothingThatOthersRecord() {
    read(NOON, Duration.ZERO);
    read(NOON.plus(Duration.ofDays(30)), Duration.ofSeconds(1));
    assertThat(read(NOON.plus(Duration.ofDays(30)).plusSeconds(1), Duration.ofSeconds(2)))
        .isEqualTo(NOON.plusSeconds(1).minusSeconds(300));
  }

  @Test
  void afterAClockWasSetBackAllIsRead() {
    read(NOON, Duration.ZERO);
    assertThat(read(NOON.minus(Duration.ofDays(1)), Duration.ofSeconds(1)))
        .isEqualTo(Instant.EPOCH);
    assertThat(read(NOON.minus(Duration.ofDays(1)).plusSeconds(1), Duration.ofSeconds(2)))
        .isEqualTo(NOON.minus(Duration.ofDays(1)).minusSeconds(300));
  }
}
