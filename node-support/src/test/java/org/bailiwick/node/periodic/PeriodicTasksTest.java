package org.bailiwick.node.periodic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodicTasksTest {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final PeriodicTasks tasks = new PeriodicTasks(Executors.defaultThreadFactory());

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void aRefusalOfATaskIsOneLineWithItsReason() {
    Logger logger = Logger.getLogger(PeriodicTasks.class.getName());
    List<LogRecord> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      tasks.every(
          PAUSE,
          "signing",
          () -> {
            throw new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm-away", "No HSM");
          });
      await().until(() -> lines.size() > 1);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines.getFirst().getThrown()).isNull();
    assertThat(lines.getFirst().getMessage()).contains("signing", "hsm-away", "No HSM");
  }

  @Test
  void aTaskThatFailsRunsAgain() {
    AtomicInteger runs = new AtomicInteger();
    tasks.every(
        PAUSE,
        "failing",
        () -> {
          if (runs.incrementAndGet() % 2 == 0) {
            throw new IllegalStateException("of the test");
          }
          throw new AssertionError("of the test");
        });
    await().until(() -> runs.get() > 3);
  }

  @Test
  void aTaskThatTakesLongDelaysNoOtherAndIsNotDoubled() {
    CountDownLatch enough = new CountDownLatch(1);
    AtomicInteger slow = new AtomicInteger();
    AtomicInteger quick = new AtomicInteger();
    tasks.every(
        PAUSE,
        "slow",
        () -> {
          slow.incrementAndGet();
          join(enough);
        });
    tasks.every(PAUSE, "quick", quick::incrementAndGet);
    await().until(() -> slow.get() == 1 && quick.get() > 10);
    assertThat(slow).hasValue(1);
    enough.countDown();
  }

  @Test
  void closingWaitsForARunAndBeginsNoOther() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    tasks.every(
        PAUSE,
        "at work",
        () -> {
          runs.incrementAndGet();
          begun.countDown();
          ended.set(sleptWell());
        });
    join(begun);
    tasks.close();
    assertThat(ended).isTrue();
    assertThat(runs).hasValue(1);
  }

  private static boolean sleptWell() {
    try {
      Thread.sleep(Duration.ofMillis(200));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
