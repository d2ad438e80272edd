package org.bailiwick.broker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());

  private Probe probe() {
    return new Probe("token", Duration.ofDays(1), fault::get, nanos::get);
  }

  @Test
  void isDownUntilThePartHasAnswered() {
    try (Probe probe = probe()) {
      assertThat(probe.fault()).contains("the token has not answered yet");
      probe.ask();
      assertThat(probe.fault()).isEmpty();
      fault.set(Optional.of("not activated"));
      probe.ask();
      assertThat(probe.fault()).contains("not activated");
    }
  }

  @Test
  void aPartThatHangsIsDownAfterAWhile() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    try (Probe probe =
        new Probe(
            "database",
            Duration.ZERO,
            () -> {
              asked.countDown();
              if (asked.getCount() == 0) {
                await(never);
              }
              return Optional.empty();
            },
            nanos::get)) {
      probe.start();
      asked.await();
      assertThat(probe.fault()).isEmpty();
      nanos.addAndGet(Duration.ofSeconds(16).toNanos());
      assertThat(probe.fault()).contains("the database has not answered for 16 s");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aQuestionThatFailsIsAFaultWithoutItsText() {
    try (Probe probe =
        new Probe(
            "database",
            Duration.ofDays(1),
            () -> {
              throw new IllegalStateException("password=canary");
            },
            nanos::get)) {
      probe.ask();
      assertThat(probe.fault()).contains("the database is not available");
    }
  }
}
