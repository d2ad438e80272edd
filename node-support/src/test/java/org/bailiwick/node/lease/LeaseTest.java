package org.bailiwick.node.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Duration TTL = Duration.ofSeconds(30);

  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final TestClock clock = TestClock.atPresent();
  private final GroupWriter first = writer("one/test");
  private final GroupWriter second = writer("two/test");

  @AfterEach
  void close() {
    first.close();
    second.close();
    database.close();
  }

  @Test
  void oneHoldsItUntilItExpires() {
    Lease one = new Lease(first, "one", clock);
    Lease two = new Lease(second, "two", clock);
    assertThat(one.tryAcquire("sweep", TTL)).isTrue();
    assertThat(two.tryAcquire("sweep", TTL)).isFalse();
    assertThat(two.tryAcquire("other", TTL)).isTrue();
    clock.move(TTL.minusMillis(1));
    assertThat(two.tryAcquire("sweep", TTL)).isFalse();
    assertThat(one.tryAcquire("sweep", TTL)).isTrue();
    clock.move(TTL);
    assertThat(two.tryAcquire("sweep", TTL)).isTrue();
    assertThat(one.tryAcquire("sweep", TTL)).isFalse();
  }

  /** Its holder died meanwhile: nobody else would have it for a month. */
  @Test
  void oneThatWasTakenByAClockThatWasAheadBindsNobody() {
    Lease one = new Lease(first, "one", clock);
    Lease two = new Lease(second, "two", clock);
    clock.move(Duration.ofDays(30));
    assertThat(one.tryAcquire("sweep", TTL)).isTrue();
    clock.move(Duration.ofDays(-30));
    assertThat(two.tryAcquire("sweep", TTL)).isTrue();
    assertThat(one.tryAcquire("sweep", TTL)).isFalse();
  }

  @Test
  void theHolderCanGiveItUpAndNobodyElseCan() {
    Lease one = new Lease(first, "one", clock);
    Lease two = new Lease(second, "two", clock);
    one.tryAcquire("sweep", TTL);
    two.release("sweep");
    assertThat(two.tryAcquire("sweep", TTL)).isFalse();
    one.release("sweep");
    assertThat(two.tryAcquire("sweep", TTL)).isTrue();
  }

  @Test
  void ofManyAtTheSameMomentOneGetsIt() throws Exception {
    try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 10; round++) {
        String name = "round-" + round;
        List<Future<Boolean>> tries = new ArrayList<>();
        for (int node = 0; node < 8; node++) {
          Lease lease = new Lease(node % 2 == 0 ? first : second, "node-" + node, clock);
          tries.add(nodes.submit(() -> lease.tryAcquire(name, TTL)));
        }
        int winners = 0;
        for (Future<Boolean> one : tries) {
          winners += one.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    }
  }

  private GroupWriter writer(String chain) {
    return new GroupWriter(database.sink(), Thread::new, WriterSettings.of(chain, clock));
  }
}
