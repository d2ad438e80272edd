package org.bailiwick.master.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** Few requests ask one partner's servers at once, and none of them is in the way of another's. */
class AskingPlacesTest {
  private static final TrustDomain SLOW = TrustDomain.parse("slow.example");
  private static final TrustDomain OTHER = TrustDomain.parse("other.example");

  private final AskingPlaces places = new AskingPlaces();

  @Test
  void boundsThoseWhoAskOnePartner() throws InterruptedException {
    CountDownLatch asking = new CountDownLatch(AskingPlaces.AT_ONCE);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int each = 0; each < AskingPlaces.AT_ONCE; each++) {
        threads.execute(
            () ->
                places.ask(
                    SLOW,
                    Duration.ZERO,
                    () -> {
                      asking.countDown();
                      return wait(end);
                    }));
      }
      asking.await();
      ProblemException refusal =
          catchThrowableOfType(
              ProblemException.class, () -> places.ask(SLOW, Duration.ofMillis(50), () -> "no"));
      assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
      assertThat(refusal.check()).isEqualTo("introspection-busy");
      assertThat(places.<String>ask(OTHER, Duration.ZERO, () -> "yes")).isEqualTo("yes");
      end.countDown();
      assertThat(places.<String>ask(SLOW, Duration.ofSeconds(20), () -> "now")).isEqualTo("now");
    }
  }

  @Test
  void aQuestionThatFailsLeavesItsPlace() {
    for (int each = 0; each < 2 * AskingPlaces.AT_ONCE; each++) {
      assertThat(
              catchThrowableOfType(
                  IllegalStateException.class,
                  () ->
                      places.ask(
                          SLOW,
                          Duration.ZERO,
                          () -> {
                            throw new IllegalStateException("a test fails");
                          })))
          .isNotNull();
    }
    assertThat(places.<String>ask(SLOW, Duration.ZERO, () -> "yes")).isEqualTo("yes");
  }

  private static String wait(CountDownLatch end) {
    try {
      end.await();
      return "done";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
