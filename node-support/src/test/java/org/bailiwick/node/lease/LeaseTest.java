package org.bailiwick.node.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
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

  @Test
  void anEarlierAcquisitionWritesNothing() {
    HeldLease one = new Lease(first, "one", clock).acquire("job", TTL).orElseThrow();
    first.commit(one::require);
    clock.move(TTL);
    first.commit(one::require); // nobody has acquired it meanwhile
    HeldLease two = new Lease(second, "two", clock).acquire("job", TTL).orElseThrow();
    assertThatThrownBy(
            () ->
                first.commit(
                    em -> {
                      em.persist(new LeaseRow("written", "one", clock.instant()));
                      one.require(em);
                    }))
        .isInstanceOf(LeaseLostException.class);
    assertThat(database.count("lease")).isEqualTo(2); // the writers' and the job's
    second.commit(two::require);
  }

  @Test
  void aProcessThatAcquiresItsLeaseAgainCannotWriteUnderTheFirstAcquisition() {
    Lease one = new Lease(first, "one", clock);
    HeldLease before = one.acquire("job", TTL).orElseThrow();
    HeldLease now = one.acquire("job", TTL).orElseThrow();
    assertThatThrownBy(() -> first.commit(before::require)).isInstanceOf(LeaseLostException.class);
    first.commit(now::require);
  }

  @Test
  void manyAreRenewedInOneCommitAndThoseThatAreLostAreNamed() {
    Lease one = new Lease(first, "one", clock);
    Lease two = new Lease(second, "two", clock);
    HeldLease lost = one.acquire("lost", TTL).orElseThrow();
    HeldLease kept = one.acquire("kept", TTL).orElseThrow();
    clock.move(TTL);
    assertThat(two.tryAcquire("lost", TTL)).isTrue();
    assertThat(one.renew(List.of(lost, kept), TTL)).containsExactly(lost);
    assertThat(two.tryAcquire("kept", TTL)).isFalse();
    one.release(List.of(lost, kept));
    assertThat(two.tryAcquire("kept", TTL)).isTrue();
    assertThat(new Lease(first, "three", clock).tryAcquire("lost", TTL)).isFalse();
  }

  /** The system clock may have been set back while the process was stopped. */
  @Test
  void aHolderKnowsByElapsedTimeThatItsLeaseIsOver() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    Lease one = new Lease(first, "one", clock, nanos::get);
    HeldLease held = one.acquire("job", TTL).orElseThrow();
    nanos.addAndGet(TTL.toNanos() - 1);
    assertThat(held.isCurrent()).isTrue();
    nanos.addAndGet(1);
    assertThat(held.isCurrent()).isFalse();
    assertThat(one.renew(List.of(held), TTL)).isEmpty();
    assertThat(held.isCurrent()).isTrue();
  }

  /**
   * Whatever the clocks of two processes do, only the last acquisition can write. Each step is a
   * jump of a clock, an acquisition, a renewal or a release.
   */
  @Test
  void onlyTheLastAcquisitionWritesWhateverTheClocksDo() {
    for (long seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      List<TestClock> clocks = List.of(TestClock.atPresent(), TestClock.atPresent());
      List<Lease> processes =
          List.of(
              new Lease(first, "one", clocks.getFirst()),
              new Lease(second, "two", clocks.getLast()));
      String name = "job-" + seed;
      List<HeldLease> acquired = new ArrayList<>();
      for (int step = 0; step < 40; step++) {
        int process = random.nextInt(2);
        switch (random.nextInt(4)) {
          case 0 -> clocks.get(process).move(Duration.ofSeconds(random.nextInt(-60, 60)));
          case 1 -> processes.get(process).acquire(name, TTL).ifPresent(acquired::add);
          case 2 -> processes.get(process).renew(acquired, TTL);
          default -> processes.get(process).release(name);
        }
        List<HeldLease> writing =
            database.inTransaction(
                em -> acquired.stream().filter(lease -> mayWrite(lease, em)).toList());
        assertThat(writing)
            .as("seed %d, step %d", seed, step)
            .isEqualTo(acquired.isEmpty() ? List.of() : List.of(acquired.getLast()));
      }
    }
  }

  private static boolean mayWrite(HeldLease lease, EntityManager em) {
    try {
      lease.require(em);
      return true;
    } catch (LeaseLostException e) {
      return false;
    }
  }

  private GroupWriter writer(String chain) {
    return new GroupWriter(database.sink(), Thread::new, WriterSettings.of(chain, clock));
  }
}
