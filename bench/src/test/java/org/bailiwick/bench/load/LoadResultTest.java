package org.bailiwick.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadResultTest {
  private final LoadResult.Tally tally = new LoadResult.Tally();

  @Test
  void takesPercentilesByNearestRank() {
    IntStream.rangeClosed(1, 2000).map(n -> 2001 - n).forEach(n -> tally.add(true, n * 1_000_000L));
    LoadResult result = tally.result(4);
    assertThat(result.millis(0.5)).isEqualTo(1000);
    assertThat(result.millis(0.99)).isEqualTo(1980);
    assertThat(result.line())
        .isEqualTo("good=2000 bad=0 seconds=4.000 rate=500.00 p50_ms=1000.000 p99_ms=1980.000");
  }

  @Test
  void leavesTheTimesOfBadAnswersOut() {
    tally.add(true, 2_000_000);
    tally.add(false, 90_000_000);
    assertThat(tally.result(1).line())
        .isEqualTo("good=1 bad=1 seconds=1.000 rate=1.00 p50_ms=2.000 p99_ms=2.000");
  }

  @Test
  void isZeroWithoutAnswers() {
    assertThat(tally.result(0).line())
        .isEqualTo("good=0 bad=0 seconds=0.000 rate=0.00 p50_ms=0.000 p99_ms=0.000");
  }
}
