package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class NewEnrolmentsTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final NewEnrolments enrolments = new NewEnrolments(2, now::get);

  @Test
  void servesAsManyAsAreAllowedAndThenAgain() {
    ProblemException refusal = enrolments.serve(() -> enrolments.serve(() -> refused()));
    assertThat(refusal.type()).isEqualTo(ProblemType.AUTHORITY_BUSY);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(enrolments.serve(() -> "served")).isEqualTo("served");
  }

  @Test
  void freesThePlaceOfOneThatFailed() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  enrolments.serve(
                      () -> {
                        throw new IllegalStateException("failed");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(enrolments.serve(() -> "served")).isEqualTo("served");
  }

  @Test
  void tellsEachAnotherMomentUntilTheLongestWait() {
    for (int i = 0; i < 1000; i++) {
      enrolments.serve(this::twoSeconds);
    }
    List<Duration> waits =
        enrolments.serve(
            () ->
                enrolments.serve(
                    () -> {
                      List<Duration> told = new ArrayList<>();
                      for (int i = 0; i < 400; i++) {
                        told.add(refused().retryAfter().orElseThrow());
                      }
                      return told;
                    }));
    // Two seconds each, two at once: one a second.
    assertThat(waits.get(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(waits.get(100)).isCloseTo(Duration.ofSeconds(101), Duration.ofMillis(10));
    assertThat(waits).isSorted();
    assertThat(waits.getLast()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void forgetsAQueueThatHasPassed() {
    Duration first = enrolments.serve(() -> enrolments.serve(this::waitAfterManyRefusals));
    now.updateAndGet(time -> time.plus(first).plusSeconds(1));
    ProblemException later = enrolments.serve(() -> enrolments.serve(this::refused));
    assertThat(later.retryAfter()).contains(Duration.ofSeconds(1));
  }

  private Duration waitAfterManyRefusals() {
    for (int i = 0; i < 1000; i++) {
      refused();
    }
    return refused().retryAfter().orElseThrow();
  }

  private String twoSeconds() {
    now.updateAndGet(time -> time.plusSeconds(2));
    return "served";
  }

  private ProblemException refused() {
    return catchThrowableOfType(
        ProblemException.class, () -> enrolments.serve(() -> "must not be served"));
  }
}
