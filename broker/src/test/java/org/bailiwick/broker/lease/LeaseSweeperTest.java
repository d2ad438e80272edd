package org.bailiwick.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** Which leases are ended, and when (threat 58). */
class LeaseSweeperTest {
  private final BrokerStore store;
  private final LeaseBook book;
  private final LeaseSweeper sweeper;
  private final Asset asset;
  private final List<String> ended = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private boolean away;
  private boolean withoutSecret;

  LeaseSweeperTest() throws Exception {
    store = new BrokerRig().store();
    book = new LeaseBook(store);
    sweeper = new LeaseSweeper(book, Map.of("orders-db", backEnd), log::add, Clock.systemUTC());
    asset =
        BrokerRig.asset(
            """
            {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high", "url": "postgresql://h/orders",
             "credential": {"method": "postgresql-role"}, "operations": [{"capability": "orders.insert@1"}]}
            """);
  }

  private final BackEndWork backEnd =
      new BackEndWork() {
        @Override
        public BackEndAnswer perform(BackEndCall call) {
          throw new IllegalStateException("a sweeper does not call");
        }

        @Override
        public boolean end(String external) {
          if (withoutSecret) {
            throw new ProblemException(
                ProblemType.DEPENDENCY_UNAVAILABLE, "secret-missing", "There is no secret");
          }
          ended.add(external);
          return !away;
        }
      };

  private Leases.Held open(String external, Instant expires) {
    return book.open(BrokerRig.call(asset, 0, "{}"), external, expires);
  }

  private static Instant inSeconds(int seconds) {
    return Instant.now().plusSeconds(seconds);
  }

  @Test
  void aLeaseWhoseCallRunsIsLeftAloneUntilItsTimeIsOver() {
    Leases.Held running = open("running", inSeconds(60));
    Leases.Held late = open("late", inSeconds(-1));
    running.made();
    assertThat(sweeper.sweep()).isZero();
    assertThat(ended).containsExactly("late");
    late.ended(); // the call ends, and finds that there is nothing to end
    running.ended();
    assertThat(book.open()).isEmpty();
    assertThat(BrokerRig.audit(store).split("lease.ended", -1)).hasSize(3);
  }

  @Test
  void aBackEndThatIsAwayIsAskedOnceARoundAndComplainedOfOnce() {
    open("first", inSeconds(60)).left();
    open("second", inSeconds(60)).left();
    away = true;
    assertThat(sweeper.sweep()).isEqualTo(2);
    assertThat(sweeper.sweep()).isEqualTo(2);
    assertThat(ended).containsExactly("first", "first");
    assertThat(log).singleElement().asString().contains("check=back-end-away");
    away = false;
    assertThat(sweeper.sweep()).isZero();
    assertThat(book.open()).isEmpty();
    assertThat(log).hasSize(3);
  }

  @Test
  void aFaultOfTheBrokerLeavesTheLeaseOpen() {
    open("first", inSeconds(60)).left();
    withoutSecret = true;
    assertThat(sweeper.sweep()).isEqualTo(1);
    assertThat(log).singleElement().asString().contains("check=secret-missing");
    withoutSecret = false;
    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void aLeaseOfAnAssetThatHasNoFileStays() {
    LeaseSweeper other = new LeaseSweeper(book, Map.of(), log::add, Clock.systemUTC());
    open("first", inSeconds(60)).left();
    assertThat(other.sweep()).isEqualTo(1);
    assertThat(log).singleElement().asString().contains("check=asset-file-missing");
    assertThat(book.open()).hasSize(1);
  }

  @Test
  void anOperatorEndsTheChosenOnes() {
    open("one", inSeconds(60));
    open("two", inSeconds(60));
    assertThat(sweeper.end(lease -> lease.external().equals("two"), "operator")).isZero();
    assertThat(ended).containsExactly("two");
    assertThat(BrokerRig.audit(store)).contains("operator");
  }
}
