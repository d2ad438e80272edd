package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class NewEnrolmentsTest {

  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final NewEnrolments enrolments = new NewEnrolments(2, Duration.ZERO, now::get);

  @Test
  void servesAsManyAsAreAllowedAndThenAgain() {
    ProblemException refusal = enrolments.serve(() -> enrolments.serve(() -> refused()));
    assertThat(refusal.type()).isEqualTo(ProblemType.AUTHORITY_BUSY);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(enrolments.serve(() -> "served")).isEqualTo("served");
  }

  @Test
  void letsFourWaitForEachPlaceAndNoMore() throws Exception {
    NewEnrolments patient = new NewEnrolments(1, Duration.ofMinutes(1), now::get);
    CountDownLatch over = new CountDownLatch(1);
    BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < 6; i++) {
        threads.execute(() -> outcomes.add(outcome(patient, over)));
      }
      // One has the place, four wait, and only the sixth has its answer.
      assertThat(outcomes.poll(1, TimeUnit.MINUTES)).isEqualTo("new-enrolment-postponed");
      over.countDown();
      for (int i = 0; i < 5; i++) {
        assertThat(outcomes.poll(1, TimeUnit.MINUTES)).isEqualTo("served");
      }
    }
  }

  private static String outcome(NewEnrolments enrolments, CountDownLatch over) {
    try {
      return enrolments.serve(
          () -> {
            await(over);
            return "served";
          });
    } catch (ProblemException refusal) {
      return refusal.check();
    }
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
    for (int i = 0; i < 200; i++) {
      enrolments.serve(() -> enrolments.serve(this::aSecondAndARefusal));
    }
    now.updateAndGet(time -> time.plusSeconds(100));
    List<Duration> waits = enrolments.serve(() -> enrolments.serve(this::waitsOfManyRefusals));
    // Two were served in each second of the last minutes, while others were refused.
    assertThat(waits.get(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(waits.get(50)).isCloseTo(Duration.ofSeconds(26), Duration.ofMillis(500));
    assertThat(waits.subList(0, 110)).isSorted().doesNotHaveDuplicates();
    // The others' turn would be later than in a minute: they are spread over its second half.
    List<Duration> late = waits.subList(130, 400);
    assertThat(late)
        .allSatisfy(wait -> assertThat(wait).isBetween(HALF_A_MINUTE, Duration.ofMinutes(1)));
    assertThat(Set.copyOf(late)).hasSizeGreaterThan(250);
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

  private String aSecondAndARefusal() {
    refused();
    now.updateAndGet(time -> time.plusSeconds(1));
    return "served";
  }

  private List<Duration> waitsOfManyRefusals() {
    List<Duration> told = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      told.add(refused().retryAfter().orElseThrow());
    }
    return told;
  }

  private ProblemException refused() {
    return catchThrowableOfType(
        ProblemException.class, () -> enrolments.serve(() -> "must not be served"));
  }
}
