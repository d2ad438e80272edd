package org.bailiwick.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Steps of jobs that the broker does at a real PostgreSQL server (R42, R43, R44, R58; threats 58 to
 * 60).
 */
class BrokerIT {
  /** A lease that nobody ends is over after this time: its call's, a margin, and a sweep. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How long the role of a cancelled job lives after the answer. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** In seconds; longer than that takes where bounds do not hold, and less than a call's time. */
  private static final int LONG_STATEMENT = 18;

  private static final int KILLS = 2;
  private static final int LONG_KILLS = 20;
  private static final int SLOW_JOBS = 3;
  private static Nodes nodes;
  private static BrokerMachine machine;
  private static JobCaller caller;

  @BeforeAll
  static void start() throws Exception {
    nodes = Nodes.running();
    ListedAgents.dismiss(nodes, new Wire(nodes.root()));
    machine = new BrokerMachine(nodes);
    machine.start();
    caller = new JobCaller(nodes, machine.folder("buyer"));
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      ListedAgents.dismiss(nodes, new Wire(nodes.root()));
    } finally {
      machine.stop();
    }
  }

  private static String insert(String customer) {
    return "{\"id\":\"a\",\"capability\":\"ledger.post@1\",\"input\":{\"customer\":\"%s\",\"amount\":7.5}}"
        .formatted(customer);
  }

  private static String slow(String customer, int seconds) {
    return "{\"id\":\"a\",\"capability\":\"invoice.parse@1\",\"input\":{\"customer\":\"%s\",\"seconds\":%d}}"
        .formatted(customer, seconds);
  }

  private static List<String> rows(String customer) {
    return machine.column("select id from orders where customer = '" + customer + "'");
  }

  @Test
  void aStepInsertsARowByARoleThatIsGoneAfterwards() throws Exception {
    String job = caller.ended(caller.post(insert("anna")));
    assertThat(job).contains("\"state\":\"done\"", "\"customer\":\"anna\"");
    assertThat(rows("anna")).hasSize(1);
    assertThat(machine.callRoles()).isEmpty();
    assertThat(machine.broker("leases", "list")).doesNotContain("lease ");
    assertThat(machine.broker("leases", "list", "--all"))
        .contains("txn ", "step ", "ENDED orders-db bw_");
    assertThat(machine.broker("audit"))
        .contains("order.accepted", "lease.opened", "lease.ended", "order.done", "token_sha256")
        .doesNotContain("anna");
  }

  @Test
  void curlReadsHealthAndWhatWasCounted() throws Exception {
    assertThat(caller.ended(caller.post(insert("counted")))).contains("\"state\":\"done\"");
    assertThat(machine.told("/health/ready"))
        .startsWith("{\"status\":\"UP\"")
        .contains("{\"orders-db\":\"done at ");
    assertThat(machine.told("/metrics"))
        .containsPattern(
            "broker_calls_total\\{asset=\"orders-db\",capability=\"ledger.post@1\",outcome=\"done\"} [1-9]")
        .doesNotContain("counted");
  }

  /** Threat 30 for the broker's log, which its command finds beside the running broker. */
  @Test
  void aRowThatTheOwnerOfTheDatabaseChangedIsFound() throws Exception {
    assertThat(machine.broker("audit", "verify")).contains("intact: ", "audit key ");
    machine.rewrite("update audit_entry set resource = 'other' where event = 'secret.added'");
    try {
      assertThatThrownBy(() -> machine.broker("audit", "verify"))
          .hasMessageContaining("BROKEN: row");
    } finally {
      machine.rewrite(
          "update audit_entry set resource = 'orders-admin' where event = 'secret.added'");
    }
    assertThat(machine.broker("audit", "verify")).contains("intact: ");
  }

  @Test
  void sqlInAnInputStaysData() throws Exception {
    String job = caller.ended(caller.post(insert("x'); drop table orders; --")));
    assertThat(job).contains("\"state\":\"done\"");
    assertThat(machine.column("select customer from orders where customer like 'x''%'"))
        .containsExactly("x'); drop table orders; --");
  }

  @Test
  void anInputThatDoesNotFitFailsTheStep() throws Exception {
    String job = caller.ended(caller.post(insert("anna").replace("7.5", "\"much\"")));
    assertThat(job).contains("\"state\":\"failed\"", "malformed-request: status 400");
    assertThat(machine.broker("audit")).contains("input-value-type");
  }

  @Test
  void aServerThatIsAwayDelaysTheStepAndNobodyHasToHelp() throws Exception {
    machine.killServer();
    String id = caller.post(insert("late"));
    Thread.sleep(4000); // the step is tried meanwhile
    assertThat(caller.state(id)).contains("\"state\":\"running\"");
    machine.startServerAgain();
    assertThat(caller.ended(id)).contains("\"state\":\"done\"");
    assertThat(rows("late")).hasSize(1);
    assertThat(machine.callRoles()).isEmpty();
  }

  /** Threats 58 and 73: what a step was given does not outlive the job. */
  @Test
  void theRoleOfACancelledJobIsGoneAtOnceAndTheTreeSaysWhy() throws Exception {
    String job = caller.post(slow("cancelled", LONG_STATEMENT));
    await("the statement runs").atMost(PATIENCE).until(() -> machine.sessionsOfCalls() > 0);
    String role = machine.callRoles().getFirst();
    Thread.sleep(1000); // the Master Agent hears of the lease meanwhile
    assertThat(caller.dueLeases()).contains("policy-denied");
    Machine.alone(
        () -> {
          assertThat(caller.cancel(job)).contains("\"state\":\"cancelled\"");
          Instant answered = Instant.now();
          await("the role is gone")
              .atMost(Machine.bound(AT_ONCE))
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(20))
              .until(() -> machine.callRoles().isEmpty());
          Duration took = Duration.between(answered, Instant.now());
          Machine.report("role of a cancelled job gone after", took, AT_ONCE);
        });
    await("the end is reported")
        .atMost(PATIENCE)
        .until(
            () -> machine.operator("tokens", "list", "--job", job, "--tree"),
            tree -> tree.contains(role) && tree.contains("token-ended"));
    assertThat(rows("cancelled")).isEmpty();
    assertThat(machine.broker("leases", "list")).doesNotContain(role);
    assertThat(machine.broker("audit", "--rows", "10000")).contains("token-ended");
  }

  /** Threat 58: killed in the middle of statements; no role outlives the next start for long. */
  @Test
  void killsLeaveNoRoleAndNoWorkThatIsDoneTwice() throws Exception {
    killed(KILLS);
  }

  @Test
  @Tag("long")
  void manyKillsLeaveNoRoleAndNoWorkThatIsDoneTwice() throws Exception {
    killed(LONG_KILLS);
  }

  private void killed(int times) throws Exception {
    for (int kill = 0; kill < times; kill++) {
      List<String> jobs = new ArrayList<>();
      List<String> customers = new ArrayList<>();
      for (int i = 0; i < SLOW_JOBS; i++) {
        customers.add("kill-%d-%d-%d".formatted(times, kill, i));
        jobs.add(caller.post(slow(customers.getLast(), 4)));
      }
      await("statements run").atMost(PATIENCE).until(() -> machine.sessionsOfCalls() > 0);
      machine.kill();
      assertThat(machine.callRoles()).isNotEmpty();
      machine.start();
      for (String job : jobs) {
        assertThat(caller.ended(job)).contains("\"state\":\"done\"");
      }
      await("roles are gone").atMost(BOUND).until(() -> machine.callRoles().isEmpty());
      for (String customer : customers) {
        assertThat(rows(customer)).as(customer).hasSize(1);
      }
    }
    assertThat(machine.broker("leases", "list")).doesNotContain("lease ");
    assertThat(machine.broker("audit", "--rows", "10000")).contains("sweeper");
  }

  /** Threat 60: neither the broker's logs nor its audit log have the secret. */
  @Test
  void noLogHasTheSecret() throws Exception {
    assertThat(machine.broker("secret", "list")).contains("orders-admin  version");
    assertThat(machine.broker("audit", "--rows", "10000")).doesNotContain("canary-");
    assertThat(machine.logs()).contains("ready work=").doesNotContain(BrokerMachine.secret());
  }
}
