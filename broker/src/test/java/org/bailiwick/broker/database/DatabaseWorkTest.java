package org.bailiwick.broker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Marks;
import org.bailiwick.broker.lease.CredentialLease;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.broker.store.Attempts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.broker.testing.OrdersServer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Work at a real PostgreSQL server (threats 58 to 60 of the broker). */
class DatabaseWorkTest {
  private static final int INSERT = 0;
  private static final int READ = 1;
  private static final int SLEEP = 2;
  private static final int FORBIDDEN = 3;
  private static OrdersServer server;
  private static Asset asset;

  private final BrokerRig rig = new BrokerRig();
  private final BrokerStore store;
  private final Attempts attempts;
  private final LeaseBook leases;
  private BackEndWork work;

  DatabaseWorkTest() throws Exception {
    store = rig.store();
    attempts = new Attempts(store);
    leases = new LeaseBook(store);
    work = work(attempts);
  }

  @BeforeAll
  static void start() throws Exception {
    server = OrdersServer.start();
    asset = asset("127.0.0.1", "{\"mode\": \"none\"}");
  }

  private static Asset asset(String host, String tls) throws Exception {
    return BrokerRig.asset(
        """
            {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high",
             "url": "postgresql://%s:%d/orders", "tls": %s,
             "credential": {"method": "postgresql-role", "user": "bailiwick_broker", "secret": "admin"},
             "limits": {"rows": 20, "bytes": 4096, "seconds": 3},
             "operations": [
              {"capability": "orders.insert@1", "access": "write", "roles": ["orders_writer"],
               "statement": "insert into orders (customer, amount, note) values (:customer, :amount, :note) returning id, customer, amount",
               "parameters": [{"name": "customer", "pointer": "/customer", "type": "text", "max": 200},
                {"name": "amount", "pointer": "/amount", "type": "number"},
                {"name": "note", "pointer": "/note", "type": "text", "optional": true}]},
              {"capability": "orders.list@1", "access": "read", "roles": ["orders_reader"],
               "statement": "select customer, amount, 1 = 1 as good, current_user::text as who from orders where customer = :c order by id",
               "parameters": [{"name": "c", "pointer": "/customer", "type": "text"}]},
              {"capability": "orders.slow@1", "access": "read", "roles": ["orders_reader"],
               "statement": "select pg_sleep(:s), repeat('x', :n::integer) as filler",
               "parameters": [{"name": "s", "pointer": "/s", "type": "number"}, {"name": "n", "pointer": "/n", "type": "integer"}]},
              {"capability": "orders.delete@1", "access": "write", "roles": ["orders_reader"],
               "statement": "delete from orders", "parameters": []}]}
            """
            .formatted(host, server.port(), tls));
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  private BackEndWork work(Marks marks) {
    return new DatabaseDriver(marks).open(asset, tools(OrdersServer.PASSWORD));
  }

  private BackEndTools tools(String password) {
    return new BackEndTools(
        BrokerRig.secrets(Map.of("admin", password)),
        leases,
        (call, use) -> {},
        null,
        null,
        null,
        Clock.systemUTC());
  }

  private BackEndAnswer perform(BackEndCall call) {
    return perform(work, call);
  }

  private BackEndAnswer perform(BackEndWork by, BackEndCall call) {
    attempts.begin(
        call.idempotencyKey(),
        "orders-db",
        AuditEntry.of("order.accepted", AuditEntry.Outcome.GRANTED, "", ""));
    return by.perform(call);
  }

  private static BackEndCall insert(String customer) {
    return BrokerRig.call(asset, INSERT, "{\"customer\":\"" + customer + "\",\"amount\":12.50}");
  }

  /** Threat 58: a statement that runs ends with its transaction, and its role with it. */
  @Test
  void aStatementEndsAtOnceWhenItsTokenHasEnded() throws Exception {
    BackEndCall call = BrokerRig.call(asset, SLEEP, "{\"s\":2.9,\"n\":1}");
    CompletableFuture<BackEndAnswer> running = CompletableFuture.supplyAsync(() -> perform(call));
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                !server
                    .column("select 1 from pg_stat_activity where query like 'select pg_sleep(%'")
                    .isEmpty());
    LeaseSweeper sweeper =
        new LeaseSweeper(leases, Map.of("orders-db", work), line -> {}, Clock.systemUTC());
    Instant said = Instant.now();
    CredentialLease lease = leases.endable(leases.open().getFirst().id()).orElseThrow();
    assertThat(sweeper.end(lease, LeaseBook.TOKEN_ENDED)).isTrue();
    assertThat(server.callRoles()).isEmpty();
    assertThat(running.get()).isEqualTo(new BackEndAnswer.Refused("txn-token-ended"));
    assertThat(Duration.between(said, Instant.now())).isLessThan(Duration.ofSeconds(2));
    assertThat(BrokerRig.audit(store)).contains("token-ended");
    assertThat(leases.open()).isEmpty();
  }

  private static String output(BackEndAnswer answer) {
    assertThat(answer).isInstanceOf(BackEndAnswer.Done.class);
    return ((BackEndAnswer.Done) answer).output();
  }

  @Test
  void insertsAsARoleThatIsGoneAfterwards() throws Exception {
    assertThat(output(perform(insert("gone")))).contains("\"count\":1", "\"amount\":12.50");
    assertThat(server.column("select count(*) from orders where customer = 'gone'"))
        .containsExactly("1");
    assertThat(server.callRoles()).isEmpty();
    assertThat(leases.open()).isEmpty();
    CredentialLease lease = leases.latest().getFirst();
    assertThat(lease.state()).isEqualTo("ENDED");
    assertThat(lease.external()).matches("bw_[0-9a-f]{32}");
    assertThat(BrokerRig.audit(store))
        .contains("lease.opened", "lease.ended", lease.external(), "d".repeat(64));
    assertThat(store.firstBreak()).isEmpty();
  }

  @Test
  void readsAsAnotherRoleEachTime() {
    output(perform(insert("reader")));
    String first = output(perform(BrokerRig.call(asset, READ, "{\"customer\":\"reader\"}")));
    String second = output(perform(BrokerRig.call(asset, READ, "{\"customer\":\"reader\"}")));
    assertThat(first).contains("\"good\":true", "\"who\":\"bw_");
    assertThat(second).isNotEqualTo(first);
  }

  /** Threat 59: text of a caller that looks like SQL is data. */
  @Test
  void sqlInTheInputStaysData() throws Exception {
    String name = "x'); drop table orders; --";
    output(perform(insert(name)));
    assertThat(server.column("select customer from orders where customer like 'x''%'"))
        .containsExactly(name);
  }

  @Test
  void inputThatDoesNotFitIsRefusedBeforeTheDatabaseIsAsked() {
    for (String input :
        List.of(
            "[]",
            "{}",
            "7",
            "{\"customer\":7,\"amount\":1}",
            "{\"customer\":\"a\",\"amount\":\"1\"}",
            "{\"customer\":\"a\\u0000b\",\"amount\":1}",
            "{\"customer\":\"" + "x".repeat(300) + "\",\"amount\":1}")) {
      assertThat(perform(BrokerRig.call(asset, INSERT, input)))
          .as(input)
          .isInstanceOfSatisfying(
              BackEndAnswer.Refused.class, e -> assertThat(e.reason()).startsWith("input-"));
    }
    assertThat(leases.latest()).isEmpty();
  }

  @Test
  void theRoleOfACallMayDoNoMoreThanTheRolesOfItsOperation() throws Exception {
    assertThat(perform(BrokerRig.call(asset, FORBIDDEN, "{}")))
        .isEqualTo(new BackEndAnswer.Refused("back-end-permission"));
    assertThat(server.callRoles()).isEmpty();
  }

  @Test
  void slowAndLongResultsEnd() throws Exception {
    Instant before = Instant.now();
    BackEndCall slow =
        new BackEndCall(
            asset,
            asset.operations().get(SLEEP),
            "{\"s\":30,\"n\":1}",
            insert("x").token(),
            "job-1/slow",
            Instant.now().plusSeconds(1));
    assertThat(perform(slow)).isEqualTo(new BackEndAnswer.Refused("back-end-time-limit"));
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertThat(perform(BrokerRig.call(asset, SLEEP, "{\"s\":0,\"n\":9000}")))
        .isEqualTo(new BackEndAnswer.Refused("output-too-large"));
    assertThat(perform(BrokerRig.call(asset, SLEEP, "{\"s\":0,\"n\":90000000}")))
        .isInstanceOf(BackEndAnswer.class)
        .isNotInstanceOf(BackEndAnswer.Done.class);
    assertThat(server.callRoles()).isEmpty();
  }

  /** Threat 58: the process dies after the role was made; another one ends the role's session. */
  @Test
  void aRoleOfAKilledProcessIsEndedByTheSweeperOfTheNext() throws Exception {
    CompletableFuture<BackEndAnswer> running =
        CompletableFuture.supplyAsync(
            () -> perform(BrokerRig.call(asset, SLEEP, "{\"s\":8,\"n\":1}")));
    awaitSession();
    List<String> lines = new ArrayList<>();
    LeaseBook next = new LeaseBook(store); // as the next process has it: it holds no lease
    LeaseSweeper sweeper =
        new LeaseSweeper(next, Map.of("orders-db", work(attempts)), lines::add, Clock.systemUTC());
    assertThat(sweeper.sweep()).isZero();
    assertThat(server.callRoles()).isEmpty();
    assertThat(server.column("select usename from pg_stat_activity where usename like 'bw\\_%'"))
        .isEmpty();
    assertThat(running.join()).isInstanceOf(BackEndAnswer.Busy.class);
    assertThat(next.open()).isEmpty();
    assertThat(lines).hasSize(1);
  }

  private static void awaitSession() throws Exception {
    for (int i = 0; i < 200; i++) {
      if (!server
          .column(
              "select usename from pg_stat_activity where usename like 'bw\\_%' and state = 'active'")
          .isEmpty()) {
        return;
      }
      Thread.sleep(25);
    }
    throw new AssertionError("no session of a call");
  }

  /** Threat 58: killed between the row and the role, so that the role may or may not exist. */
  @Test
  void aLeaseWithoutARoleIsEndedToo() {
    leases.open(insert("x"), "bw_" + "0".repeat(32), Instant.now().plusSeconds(9)).left();
    LeaseSweeper sweeper =
        new LeaseSweeper(leases, Map.of("orders-db", work), line -> {}, Clock.systemUTC());
    assertThat(sweeper.sweep()).isZero();
    assertThat(leases.open()).isEmpty();
  }

  @Test
  void rolesThatNoLeaseNamesAreDroppedWhenTheirTimeIsOver() throws Exception {
    String old = "bw_" + "1".repeat(32);
    String young = "bw_" + "2".repeat(32);
    server.sql("create role " + old + " login valid until '2026-01-01'");
    server.sql("create role " + young + " login valid until '2099-01-01'");
    work.sweep();
    assertThat(server.callRoles()).containsExactly(young);
    server.sql("drop role " + young);
  }

  @Test
  void anAttemptThatCommittedIsAnsweredAndNotRepeated() throws Exception {
    BackEndCall call = insert("once");
    String first = output(perform(call));
    assertThat(output(perform(call))).isEqualTo(first); // as after a crash before the answer
    assertThat(server.column("select count(*) from orders where customer = 'once'"))
        .containsExactly("1");
  }

  @Test
  void anAttemptThatDidNotCommitIsRepeated() throws Exception {
    BackEndCall call = insert("twice");
    Marks dies =
        new Marks() {
          @Override
          public void put(String key, String mark, String output) {
            attempts.put(key, mark, output);
            throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "test", "dies here");
          }

          @Override
          public Optional<Mark> find(String key) {
            return attempts.find(key);
          }
        };
    assertThatThrownBy(() -> perform(work(dies), call)).isInstanceOf(ProblemException.class);
    assertThat(attempts.find(call.idempotencyKey())).isPresent();
    assertThat(server.callRoles()).isEmpty();
    output(perform(call));
    assertThat(server.column("select count(*) from orders where customer = 'twice'"))
        .containsExactly("1");
  }

  @Test
  void aMarkThatTheServerDoesNotKnowLeavesTheOutcomeUnknown() {
    BackEndCall call = insert("unknown");
    attempts.begin(
        call.idempotencyKey(),
        "orders-db",
        AuditEntry.of("order.accepted", AuditEntry.Outcome.GRANTED, "", ""));
    attempts.put(call.idempotencyKey(), "99999999999", "{}");
    assertThat(work.perform(call)).isEqualTo(new BackEndAnswer.Unsure("outcome-unknown"));
  }

  /** Threat 60: neither the server's log nor an audit row has a password. */
  @Test
  void noPasswordIsInAnyLog() throws Exception {
    output(perform(insert("canary")));
    BackEndWork wrong = new DatabaseDriver(attempts).open(asset, tools("canary-wrong-password"));
    assertThat(perform(wrong, insert("canary"))).isInstanceOf(BackEndAnswer.Busy.class);
    String log = server.log();
    assertThat(log).contains("create role \"bw_", "SCRAM-SHA-256$4096:");
    assertThat(log.replaceAll("create role bailiwick_broker[^\n]*", ""))
        .doesNotContain(OrdersServer.PASSWORD)
        .doesNotContain("canary-wrong");
    assertThat(BrokerRig.audit(store)).doesNotContain("canary-");
  }

  @Test
  void aServerIsVerifiedBeforeItGetsAnything() throws Exception {
    String right = "{\"mode\": \"verify-full\", \"ca_file\": \"" + server.ca() + "\"}";
    String wrong = "{\"mode\": \"verify-full\", \"ca_file\": \"" + server.otherCa() + "\"}";
    output(perform(at(asset("127.0.0.1", right)), insert("tls")));
    assertThat(server.column("select count(*) from orders where customer = 'tls'"))
        .containsExactly("1");
    int before = logins();
    for (Asset other : List.of(asset("127.0.0.1", wrong), asset("localhost", right))) {
      assertThat(perform(at(other), insert("tls")))
          .isInstanceOfSatisfying(
              BackEndAnswer.Busy.class,
              busy -> assertThat(busy.reason()).isEqualTo("back-end-away"));
    }
    assertThat(logins()).isEqualTo(before);
  }

  private BackEndWork at(Asset other) {
    return new DatabaseDriver(attempts).open(other, tools(OrdersServer.PASSWORD));
  }

  /** The number of times that the broker's own role has logged in; a wrong login is logged, too. */
  private static int logins() throws Exception {
    int count =
        server
            .log()
            .split("(authorized: user=|authentication failed for user \")bailiwick_broker", -1)
            .length;
    assertThat(count).isGreaterThan(1);
    return count;
  }

  @Test
  void aServerThatIsAwayMakesTheCallBusyAndComesBack() throws Exception {
    server.kill();
    assertThat(perform(insert("away")))
        .isInstanceOfSatisfying(
            BackEndAnswer.Busy.class, busy -> assertThat(busy.reason()).isEqualTo("back-end-away"));
    server.startAgain();
    output(perform(insert("back")));
  }
}
