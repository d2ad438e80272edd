package org.bailiwick.aca.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.bailiwick.contract.credential.SerialNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenewalWindowTest {
  private static final Instant ISSUED = Instant.parse("2026-12-01T10:00:00.900Z");
  private static final Instant BEGIN = Instant.parse("2026-12-01T10:00:00Z");

  private static SerialNumber serial(long value) {
    return new SerialNumber(BigInteger.valueOf(value));
  }

  /** However short a credential lives, it is renewed in its second half, and not at once. */
  @ParameterizedTest
  @ValueSource(strings = {"PT10S", "PT1M", "PT5M", "PT24H"})
  void thePartCountsFromTheIssue(String text) {
    Duration life = Duration.parse(text);
    for (long serial : new long[] {1, 1 << 15, (1 << 16) - 1}) {
      assertThat(RenewalWindow.DEFAULT.timeFor(serial(serial), ISSUED, BEGIN.plus(life)))
          .isBetween(BEGIN.plus(life.dividedBy(2)), BEGIN.plus(life.multipliedBy(3).dividedBy(4)));
    }
  }

  @Test
  void theTimeFollowsFromTheSerialNumber() {
    Instant end = BEGIN.plus(Duration.ofHours(24));
    assertThat(
            IntStream.of(1, 20_000, 60_000)
                .mapToObj(each -> RenewalWindow.DEFAULT.timeFor(serial(each), ISSUED, end)))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(RenewalWindow.DEFAULT.timeFor(serial(7), ISSUED, end))
        .isEqualTo(RenewalWindow.DEFAULT.timeFor(serial(7), ISSUED, end));
  }

  @Test
  void aWindowLiesWithinTheLife() {
    for (int[] window : new int[][] {{0, 50}, {60, 50}, {50, 100}}) {
      assertThatThrownBy(() -> new RenewalWindow(window[0], window[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
