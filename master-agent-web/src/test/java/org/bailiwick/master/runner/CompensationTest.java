package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.compensation.JobCompensations;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.outbox.OutboxWorker;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished steps of a job that has failed or was cancelled are undone. */
class CompensationTest {
  private static final String STEPS =
      "{\"purpose\":\"p\",\"steps\":["
          + "{\"id\":\"read\",\"capability\":\"invoice.parse@1\"},"
          + "{\"id\":\"book\",\"capability\":\"ledger.post@1\",\"after\":[\"read\"],"
          + "\"input\":{\"sum\":5}},"
          + "{\"id\":\"receipt\",\"capability\":\"receipt.write@1\",\"after\":[\"book\"]},"
          + "{\"id\":\"last\",\"capability\":\"fx.rates@1\",\"after\":[\"receipt\"]}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent cancels;
  private TestAgent voids;
  private TestAgent last;
  private WorkflowRunner runner;
  private final List<String> undone = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    rig.master.partner.limitTo(
        "invoice.parse@1",
        "ledger.post@1",
        "ledger.cancel@1",
        "receipt.write@1",
        "receipt.void@1",
        "fx.rates@1");
    rig.agent("reader", "invoice.parse@1");
    rig.agent("ledger", "ledger.post@1")
        .does(exchange -> TestAgent.output(exchange, "{\"output\":{\"number\":7}}"));
    rig.agent("receipts", "receipt.write@1");
    cancels = rig.agent("cancels", "ledger.cancel@1").does(undoing("book"));
    voids = rig.agent("voids", "receipt.void@1").does(undoing("receipt"));
    last = rig.agent("rates", "fx.rates@1");
    last.does(exchange -> TestAgent.problem(exchange, 403, "policy-denied"));
    rig.listAgents();
    TestCatalogue files = new TestCatalogue(folder.resolve("catalogue"));
    files.entry("ledger.post@1", "any@1", "any@1", ",\"compensated_by\":\"ledger.cancel@1\"");
    files.entry("receipt.write@1", "any@1", "any@1", ",\"compensated_by\":\"receipt.void@1\"");
    files.entry("receipt.void@1", "any@1", "any@1", ",\"compensated_by\":\"receipt.write@1\"");
    Stream.of("invoice.parse@1", "fx.rates@1", "ledger.cancel@1").forEach(files::entry);
    rig.catalogue = files.read(rig.master.clock);
    rig.compensates();
    runner = rig.runner();
    runner.follow();
  }

  private HttpHandler undoing(String step) {
    return exchange -> {
      undone.add(step);
      TestAgent.output(exchange, "{\"output\":\"undone\"}");
    };
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Stores a job with the scope that the intake gives it, and starts it. */
  private String begun() {
    String id = rig.accept(STEPS);
    rig.master.run(
        "update token set scope = scope || ' ledger.cancel@1 receipt.void@1' where kind = 'job'");
    runner.accept(id, () -> {});
    return id;
  }

  private String failed() {
    String id = begun();
    assertThat(rig.await(id).reason()).contains("step last: policy-denied: status 403");
    return id;
  }

  private void perform(OutboxWorker worker, String id) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              worker.run();
              return rig.master
                  .column("select outcome from ending_act where id = 'compensate-job/" + id + "'")
                  .equals(List.of("done"));
            });
  }

  private JobRecord compensated(String id) {
    runner.follow();
    return rig.await(JobCompensations.idOf(id));
  }

  private List<String> jobs() {
    return rig.master.column("select job_id from job");
  }

  private Stream<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event));
  }

  @Test
  void finishedStepsAreUndoneTheLastOneFirstEachWithItsOwnToken() {
    String id = failed();
    perform(rig.outbox("one"), id);
    assertThat(compensated(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(undone).containsExactly("receipt", "book");
    TestAgent.Order order = cancels.orders().getFirst();
    assertThat(order.body().getJsonObject("input"))
        .hasToString(
            "{\"capability\":\"ledger.post@1\",\"order\":\""
                + id
                + "/book\",\"input\":{\"sum\":5},\"output\":{\"number\":7}}");
    assertThat(scope(order)).isEqualTo("ledger.cancel@1");
    assertThat(scope(voids.orders().getFirst())).isEqualTo("receipt.void@1");
    assertThat(rows("job.compensating").toList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.resource()).isEqualTo(id);
              assertThat(row.details()).contains("receipt book", JobCompensations.idOf(id));
            });
    assertThat(rig.master.column("select origin from plan")).contains("compensation:" + id);
  }

  private static String scope(TestAgent.Order order) {
    byte[] payload = Base64.getUrlDecoder().decode(order.token().split("\\.", -1)[1]);
    return StrictJson.object(new String(payload, StandardCharsets.UTF_8)).getString("scope");
  }

  @Test
  void whatIsAskedForTwiceIsUndoneOnce() {
    String id = failed();
    perform(rig.outbox("one"), id);
    rig.master.run("update ending_act set over_at = null, outcome = null, due_at = created_at");
    rig.pass(Duration.ofSeconds(20));
    perform(rig.outbox("two"), id);
    assertThat(compensated(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(jobs()).hasSize(2);
    assertThat(undone).containsExactly("receipt", "book");
  }

  @Test
  void anotherProcessUndoesWhatOneThatWasKilledHasLeft() {
    String id = failed();
    rig.kill();
    rig.pass(Duration.ofSeconds(20));
    WorkflowRunner other = rig.runner(rig.leases("two"), jobId -> {});
    other.follow();
    perform(rig.outbox("two"), id);
    other.follow();
    assertThat(rig.await(JobCompensations.idOf(id)).state()).isEqualTo(ExecutionState.DONE);
    assertThat(undone).containsExactly("receipt", "book");
  }

  @Test
  void aJobThatIsCancelledIsUndone() {
    last.does(exchange -> TestAgent.accepted(exchange, "/work/orders/1", "working"));
    last.tells(exchange -> TestAgent.accepted(exchange, "/work/orders/1", "working"));
    String id = begun();
    await().atMost(Duration.ofSeconds(15)).until(() -> !last.polls().isEmpty());
    runner.cancel(id, "cancelled-by: test");
    perform(rig.outbox("one"), id);
    assertThat(compensated(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(undone).containsExactly("receipt", "book");
  }

  @Test
  void aJobThatIsDoneIsNotUndone() {
    last.does(exchange -> TestAgent.output(exchange, "{\"output\":1}"));
    assertThat(rig.await(begun()).state()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.column("select id from ending_act")).isEmpty();
  }

  /** R41: what undoes a step is no right that the job has not been given. */
  @Test
  void nothingIsUndoneBeyondTheScopeOfTheJob() {
    String id = rig.accept(STEPS);
    assertThat(rig.finished(runner, id).state()).isEqualTo(ExecutionState.FAILED);
    perform(rig.outbox("one"), id);
    assertThat(jobs()).containsExactly(id);
    assertThat(undone).isEmpty();
  }

  /** Threat 56: a revoked caller causes nothing more, not even this. */
  @Test
  void forARevokedCallerNothingIsUndoneAndTheJobSaysSo() {
    String id = failed();
    rig.callerState = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    perform(rig.outbox("one"), id);
    JobRecord compensation = compensated(id);
    assertThat(compensation.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(compensation.reason().orElseThrow()).contains("revoked");
    assertThat(undone).isEmpty();
  }

  /** A compensation that fails is not undone itself. */
  @Test
  void aCompensationThatFailsEndsThere() {
    cancels.does(exchange -> TestAgent.problem(exchange, 403, "policy-denied"));
    String id = failed();
    perform(rig.outbox("one"), id);
    assertThat(compensated(id).state()).isEqualTo(ExecutionState.FAILED);
    perform(rig.outbox("one"), JobCompensations.idOf(id));
    assertThat(jobs()).hasSize(2);
    assertThat(undone).containsExactly("receipt");
  }
}
