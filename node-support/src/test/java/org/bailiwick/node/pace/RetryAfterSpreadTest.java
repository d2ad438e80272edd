package org.bailiwick.node.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryAfterSpreadTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final RetryAfterSpread spread = new RetryAfterSpread(nanoTime::get);

  @Test
  void oneComesAfterTwoSecondsAndAThousandWithinHalfAMinute() {
    assertThat(spread.next()).isEqualTo(Duration.ofSeconds(2));
    IntStream.range(0, 1000).forEach(i -> spread.next());
    Set<Long> seconds =
        IntStream.range(0, 1000)
            .mapToObj(i -> spread.next())
            .peek(wait -> assertThat(wait).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(30)))
            .map(Duration::toSeconds)
            .collect(Collectors.toSet());
    assertThat(seconds).hasSizeGreaterThan(20);
  }

  @Test
  void whatWasIsForgotten() {
    IntStream.range(0, 1000).forEach(i -> spread.next());
    nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(spread.next()).isEqualTo(Duration.ofSeconds(2));
  }
}
