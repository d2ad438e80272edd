package org.bailiwick.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {
  /** Answers {@code prepared} performances, every third one of them badly. */
  private static final class Counted implements Operation {
    private final AtomicInteger performed = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final int prepared;
    private final long millis;

    private Counted(int prepared, long millis) {
      this.prepared = prepared;
      this.millis = millis;
    }

    @Override
    public void prepare(int count) {}

    @Override
    public void open() throws InterruptedException {
      opened.incrementAndGet();
      Thread.sleep(100);
    }

    @Override
    public Outcome perform() throws InterruptedException {
      int number = performed.incrementAndGet();
      if (number > prepared) {
        return Outcome.USED_UP;
      }
      Thread.sleep(millis);
      return number % 3 == 0 ? Outcome.BAD : Outcome.GOOD;
    }
  }

  @Test
  void fullLoadEndsWithWhatWasPrepared() throws InterruptedException {
    LoadResult result = Load.full(new Counted(9, 0), 2, Duration.ofMinutes(1));
    assertThat(result.good()).isEqualTo(6);
    assertThat(result.bad()).isEqualTo(3);
    assertThat(result.line()).startsWith("good=6 bad=3 seconds=");
  }

  @Test
  void fullLoadEndsWithItsTime() throws InterruptedException {
    LoadResult result = Load.full(new Counted(Integer.MAX_VALUE, 1), 2, Duration.ofMillis(50));
    assertThat(result.good()).isPositive();
    assertThat(result.seconds()).isGreaterThanOrEqualTo(0.05);
  }

  @Test
  void performsAsOftenAsTheRateSays() throws InterruptedException {
    LoadResult result = Load.paced(new Counted(Integer.MAX_VALUE, 0), 200, Duration.ofMillis(300));
    assertThat(result.good() + result.bad()).isEqualTo(60);
    assertThat(result.seconds()).isGreaterThanOrEqualTo(0.29);
  }

  @Test
  void countsTheWaitOfAPerformanceThatIsLate() throws InterruptedException {
    // 64 are due at once nearly, 32 of them wait until the others are answered
    LoadResult result = Load.paced(new Counted(64, 200), 1e6, Duration.ofNanos(64_000));
    assertThat(result.millis(0.99)).isGreaterThanOrEqualTo(390);
  }

  @Test
  void opensItsConnectionsBeforeTheTimeBegins() throws InterruptedException {
    Counted operation = new Counted(Integer.MAX_VALUE, 0);
    LoadResult result = Load.paced(operation, 1e6, Duration.ofNanos(40_000));
    assertThat(operation.opened).hasValue(32);
    assertThat(result.good() + result.bad()).isEqualTo(40);
    assertThat(result.millis(1)).isLessThan(100);
  }
}
