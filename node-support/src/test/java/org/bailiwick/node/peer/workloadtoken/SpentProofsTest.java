package org.bailiwick.node.peer.workloadtoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

class SpentProofsTest {
  private final TestClock clock = TestClock.atPresent();

  @Test
  void aSpentProofIsForgottenWhenItHasEnded() {
    SpentProofs spent = new SpentProofs(clock);
    assertThat(spent.add("key", "a", clock.instant().plusSeconds(60))).isTrue();
    assertThat(spent.add("key", "a", clock.instant().plusSeconds(60))).isFalse();
    assertThat(spent.add("other", "a", clock.instant().plusSeconds(60))).isTrue();
    clock.move(Duration.ofSeconds(61));
    assertThat(spent.add("key", "a", clock.instant().plusSeconds(60))).isTrue();
  }

  @Test
  void oneAgentCannotUseUpThePlaceOfAll() {
    SpentProofs spent = new SpentProofs(clock);
    Instant end = clock.instant().plusSeconds(60);
    for (int made = 0; made < 5_000; made++) {
      assertThat(spent.add("greedy", "id-" + made, end)).isTrue();
    }
    assertThat(spent.add("greedy", "id-7", end)).isFalse();
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> spent.add("greedy", "more", end));
    assertThat(refusal.check()).isEqualTo("wpt-many");
    assertThat(spent.add("modest", "id-7", end)).isTrue();
    clock.move(Duration.ofSeconds(61));
    assertThat(spent.add("greedy", "more", clock.instant().plusSeconds(60))).isTrue();
  }
}
