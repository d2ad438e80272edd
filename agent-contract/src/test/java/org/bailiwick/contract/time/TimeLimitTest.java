package org.bailiwick.contract.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimitTest {

  @Test
  void breaksOffWhenTheTimeIsOver() throws Exception {
    CountDownLatch brokenOff = new CountDownLatch(2);
    try (TimeLimit soon = TimeLimit.after(Duration.ofMillis(20), brokenOff::countDown);
        TimeLimit over = TimeLimit.after(Duration.ofSeconds(-1), brokenOff::countDown)) {
      assertThat(soon).isNotSameAs(over);
      assertThat(brokenOff.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void doesNothingOnceTheWorkHasEnded() throws Exception {
    CountDownLatch brokenOff = new CountDownLatch(1);
    TimeLimit.after(Duration.ofMillis(200), brokenOff::countDown).close();
    assertThat(brokenOff.await(500, TimeUnit.MILLISECONDS)).isFalse();
  }

  /** The work is collected, although its time is not over. */
  @Test
  void forgetsWorkThatHasEnded() throws Exception {
    WeakReference<byte[]> work = ended();
    while (work.get() != null) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static WeakReference<byte[]> ended() {
    byte[] work = new byte[1024];
    TimeLimit.after(Duration.ofHours(1), () -> work[0] = 1).close();
    return new WeakReference<>(work);
  }
}
