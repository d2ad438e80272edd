package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time stands still unless a test moves it. */
class BundlePollTest {
  private static final int FLOOD = 1000;

  private final AtomicLong elapsed = new AtomicLong();
  private final BundlePoll poll = new BundlePoll(elapsed::get);
  private final AtomicInteger readings = new AtomicInteger();
  private volatile boolean isAway;

  @AfterEach
  void close() {
    poll.close();
  }

  private void start() {
    poll.start(
        () -> {
          readings.incrementAndGet();
          if (isAway) {
            throw new IOException("away");
          }
          return BundlePoll.PERIOD;
        });
    awaitReadings(1);
  }

  /** So many have begun, and none is under way. */
  private void awaitReadings(int number) {
    await().until(() -> readings.get() == number && !poll.untilNext().isZero());
  }

  private void pass(Duration time) {
    elapsed.addAndGet(time.toNanos());
  }

  /** How long the last of them is told to wait. */
  private Duration flood() {
    for (int i = 1; i < FLOOD; i++) {
      poll.readSoon();
    }
    return poll.readSoon().orElseThrow();
  }

  @Test
  void readsAtTheStartAndThenByThePeriod() {
    start();
    assertThat(poll.untilNext()).isEqualTo(BundlePoll.PERIOD);
    pass(BundlePoll.PERIOD.minusSeconds(1));
    assertThat(poll.untilNext()).isEqualTo(Duration.ofSeconds(1));
    assertThat(poll.earlyReadings()).isZero();
  }

  @Test
  void aThousandRequestsCauseOneReadingAndTheNextThousandWaitTheirTurn() {
    start();
    pass(BundlePoll.EARLIEST);
    flood();
    awaitReadings(2);
    assertThat(poll.earlyReadings()).isEqualTo(1);
    assertThat(flood()).isEqualTo(BundlePoll.EARLIEST.plus(BundlePoll.READING));
    pass(BundlePoll.EARLIEST.minusMillis(1));
    assertThat(flood()).isEqualTo(BundlePoll.READING.plusMillis(1));
    assertThat(readings).hasValue(2);
    pass(Duration.ofMillis(1));
    flood();
    awaitReadings(3);
    assertThat(poll.earlyReadings()).isEqualTo(2);
    assertThat(poll.untilNext()).isGreaterThanOrEqualTo(BundlePoll.EARLIEST);
  }

  /** One that began before the new issuer was published may not have it. */
  @Test
  void whoAsksDuringAReadingGetsAnotherAndWaitsForNeither() throws InterruptedException {
    CountDownLatch goesOn = new CountDownLatch(1);
    poll.start(
        () -> {
          readings.incrementAndGet();
          awaitUninterrupted(goesOn);
          return BundlePoll.PERIOD;
        });
    await().until(() -> readings.get() == 1);
    assertThat(flood()).isEqualTo(BundlePoll.READING);
    goesOn.countDown();
    await().until(() -> poll.untilNext().equals(BundlePoll.EARLIEST));
    assertThat(readings).hasValue(1);
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closed", e);
    }
  }

  @Test
  void whileTheAuthorityIsAwayItTriesByItselfWhoeverAsks() {
    isAway = true;
    start();
    assertThat(poll.untilNext()).isEqualTo(Duration.ofMillis(500));
    assertThat(flood()).isEqualTo(BundlePoll.READING.plusMillis(500));
    isAway = false;
    pass(Duration.ofMillis(500));
    flood();
    awaitReadings(2);
    assertThat(poll.untilNext()).isGreaterThanOrEqualTo(BundlePoll.EARLIEST);
  }

  @Test
  void aReadingThatThrowsDoesNotEndTheThread() {
    poll.start(
        () -> {
          if (readings.incrementAndGet() == 1) {
            throw new IllegalStateException("a bug");
          }
          return BundlePoll.PERIOD;
        });
    awaitReadings(1);
    assertThat(poll.untilNext()).isEqualTo(Duration.ofMillis(500));
    pass(Duration.ofMillis(500));
    flood();
    awaitReadings(2);
  }

  @Test
  void readsNothingBeforeTheStart() {
    assertThat(poll.readSoon()).isEmpty();
  }

  @Test
  void aBundleMayAskForMoreReadingsAndNotForFewerThanTheAuthorityCountsOn() {
    assertThat(refresh("")).isEqualTo(BundlePoll.PERIOD);
    assertThat(refresh(",\"spiffe_refresh_hint\":60")).isEqualTo(Duration.ofMinutes(1));
    assertThat(refresh(",\"spiffe_refresh_hint\":3600")).isEqualTo(BundlePoll.PERIOD);
    assertThat(refresh(",\"spiffe_refresh_hint\":0")).isEqualTo(BundlePoll.EARLIEST);
    assertThat(refresh(",\"spiffe_refresh_hint\":\"soon\"")).isEqualTo(BundlePoll.PERIOD);
  }

  private static Duration refresh(String hint) {
    String json = "{\"keys\":[],\"spiffe_sequence\":1" + hint + "}";
    return SpiffeBundle.parse(json.getBytes(StandardCharsets.UTF_8)).refresh();
  }
}
