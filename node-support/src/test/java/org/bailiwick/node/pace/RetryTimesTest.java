package org.bailiwick.node.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTimesTest {
  private static final Duration STEP = Duration.ofMillis(10);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final RetryTimes times = new RetryTimes(now::get, 50);

  /** The course of a storm. */
  private record Storm(int refusals, Duration last) {}

  @ParameterizedTest
  @CsvSource({"400, 20", "1500, 50", "5000, 250"})
  void everybodyComesAgainAFewTimesAndNobodyLongAfterTheOthers(int agents, int perSecond) {
    Storm storm = storm(agents, perSecond);
    assertThat(storm.refusals()).isLessThan(2 * agents);
    Duration atBest = Duration.ofMillis(1000L * agents / perSecond);
    assertThat(storm.last()).isLessThan(atBest.multipliedBy(2).plusMinutes(1));
  }

  @Test
  void tellsNobodyASecondWhileTheQueueTakesTwenty() {
    List<Duration> told = new ArrayList<>();
    // Twenty a second are served, and counted, while others are refused.
    for (int tick = 0; tick < 60; tick++) {
      times.served();
      times.next();
      now.updateAndGet(time -> time.plusMillis(50));
    }
    for (int i = 0; i < 400; i++) {
      told.add(times.next());
    }
    assertThat(told.getLast()).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(30));
    assertThat(told).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aQueueThatHasPassedIsForgotten() {
    for (int i = 0; i < 1000; i++) {
      times.next();
    }
    now.updateAndGet(time -> time.plusSeconds(61));
    assertThat(times.next()).isEqualTo(Duration.ofSeconds(1));
  }

  /** All come at once; so many a second find a place, the others come again when they are told. */
  private Storm storm(int agents, int perSecond) {
    Instant began = now.get();
    PriorityQueue<Instant> coming = new PriorityQueue<>();
    for (int i = 0; i < agents; i++) {
      coming.add(began);
    }
    // So many may wait for a place: those who get one within two seconds, and 64 at the most.
    int room = Math.min(64, 2 * perSecond);
    int waiting = 0;
    double due = 0;
    int refusals = 0;
    while (!coming.isEmpty() || waiting > 0) {
      for (due += perSecond * STEP.toMillis() / 1000.0; due >= 1 && waiting > 0; due--) {
        waiting--;
        times.served();
      }
      due = Math.min(due, 1);
      while (!coming.isEmpty() && !coming.peek().isAfter(now.get())) {
        coming.poll();
        if (waiting < room) {
          waiting++;
        } else {
          refusals++;
          // In whole seconds, as the header has it.
          coming.add(now.get().plusSeconds(times.next().plusMillis(999).toSeconds()));
        }
      }
      now.updateAndGet(time -> time.plus(STEP));
    }
    return new Storm(refusals, Duration.between(began, now.get()));
  }
}
