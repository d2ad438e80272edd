package org.bailiwick.node.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threat 67: many readers of a large bundle. */
class BundleOctetsTest {
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void readersShareOneArrayThatIsReadOnce() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    BundleOctets octets =
        new BundleOctets(
            number -> {
              reads.incrementAndGet();
              await(answer);
              return Optional.of(new byte[] {(byte) number});
            });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<byte[]>> all =
          IntStream.range(0, 50).mapToObj(i -> threads.submit(() -> octets.of(7).get())).toList();
      answer.countDown();
      byte[] first = all.getFirst().get();
      for (Future<byte[]> each : all) {
        assertThat(each.get()).isSameAs(first);
      }
    }
    assertThat(reads).hasValue(1);
    assertThat(octets.of(8).get()).containsExactly(8);
    assertThat(reads).hasValue(2);
  }

  @Test
  void whatIsNotThereOrCannotBeReadIsAskedForAgain() {
    BundleOctets octets =
        new BundleOctets(
            number -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("the database is away");
              }
              return reads.get() == 2 ? Optional.empty() : Optional.of(new byte[] {1});
            });
    assertThatThrownBy(() -> octets.of(1)).isInstanceOf(IllegalStateException.class);
    assertThat(octets.of(1)).isEmpty();
    assertThat(octets.of(1)).isPresent();
    assertThat(octets.of(1)).isPresent();
    assertThat(reads).hasValue(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
