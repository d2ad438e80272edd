package org.bailiwick.node.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashPlacesTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() {
    release.countDown();
    threads.shutdownNow();
  }

  private Future<String> occupy(HashPlaces places, String account) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    Future<String> work =
        threads.submit(
            () ->
                places.within(
                    account,
                    () -> {
                      inside.countDown();
                      return waited();
                    }));
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    return work;
  }

  private String waited() {
    try {
      assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
      return "done";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesWithRetryAfterWhenNoPlaceGetsFree() throws Exception {
    HashPlaces places = new HashPlaces(1, Duration.ofMillis(20));
    Future<String> first = occupy(places, "a");
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> places.within("b", () -> "never"));
    assertThat(refusal.type()).isEqualTo(ProblemType.NODE_BUSY);
    assertThat(refusal.check()).isEqualTo("password-checks-at-once");
    assertThat(refusal.retryAfter()).isPresent();
    release.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(places.within("b", () -> "now")).isEqualTo("now");
  }

  @Test
  void oneAccountLeavesRoomForOthers() throws Exception {
    HashPlaces places = new HashPlaces(4, Duration.ofSeconds(10));
    Future<String> held = occupy(places, "loud");
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch sent = new CountDownLatch(30);
    for (int i = 0; i < 30; i++) {
      threads.execute(
          () -> {
            try {
              places.within("loud", this::waited);
            } catch (ProblemException e) {
              assertThat(e.check()).isEqualTo("password-checks-per-account");
              refused.incrementAndGet();
            } finally {
              sent.countDown();
            }
          });
    }
    while (refused.get() < 21) {
      assertThat(sent.getCount()).isPositive();
      TimeUnit.MILLISECONDS.sleep(5);
    }
    Future<String> other = threads.submit(() -> places.within("quiet", () -> "served"));
    release.countDown();
    assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("served");
    assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.get()).isEqualTo(21); // 20 inside and waiting, half of them for one account
  }

  @Test
  void failedWorkGivesItsPlaceBack() {
    HashPlaces places = new HashPlaces(1, Duration.ofMillis(20));
    for (int i = 0; i < 20; i++) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  places.within(
                      "a",
                      () -> {
                        throw new IllegalStateException();
                      }));
    }
    assertThat(places.within("a", () -> "served")).isEqualTo("served");
  }
}
