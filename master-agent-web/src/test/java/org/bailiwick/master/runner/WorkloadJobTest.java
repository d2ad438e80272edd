package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A job of a service or device runs while it has file and credential, and no longer. */
class WorkloadJobTest {

  private static final String TWO_STEPS =
      """
      {"purpose":"p","steps":[
        {"id":"a","capability":"invoice.parse@1"},
        {"id":"b","capability":"fx.rates@1","after":["a"]}]}""";
  private static final RevocationState REVOKED =
      new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent rates;
  private TestLeaf broker;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rates = rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
    broker = described("service/broker");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TestLeaf described(String path) {
    TestLeaf leaf = rig.master.ca.leafWithUri("spiffe://bailiwick.example/" + path);
    rig.master.ownCallers.allow(leaf, "invoice.parse@1", "fx.rates@1");
    return leaf;
  }

  /** The tokens of its steps name it as requester, and the decisions what it is. */
  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void runsThroughWithTokensThatNameItAsRequester(String kind) {
    TestLeaf caller = described(kind + "/scanner");
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS, caller));
    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    TransactionToken token = rig.master.mint.read(rates.orders().getFirst().token());
    assertThat(token.transaction().context().getString("caller")).isEqualTo(caller.id().toString());
    assertThat(token.call().actor().getString("sub")).isEqualTo(caller.id().toString());
    assertThat(rows("step.decided"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.details()).contains("caller_kind\\\":\\\"" + kind));
  }

  /** What happens to a caller during the first step, and the reason of the job that ends by it. */
  record Change(String reason, Function<WorkloadJobTest, Runnable> of) {
    @Override
    public String toString() {
      return reason;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change(
            "caller-scope",
            test -> () -> test.rig.master.ownCallers.allow(test.broker, "invoice.parse@1")),
        new Change(
            "caller-not-described", test -> () -> test.rig.master.ownCallers.remove(test.broker)),
        new Change("credential-revoked", test -> () -> test.rig.ownCallerState = REVOKED));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void endsBeforeTheNextStep(Change change) {
    reader.does(
        exchange -> {
          change.of().apply(this).run();
          rig.master.clock.move(Duration.ofSeconds(3));
          TestAgent.output(exchange, "{\"output\":1}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS, broker));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).contains("step b: " + change.reason() + ": " + broker.id());
    assertThat(rates.orders()).isEmpty();
    assertThat(rows("step.failed")).extracting(AuditRow::check).containsExactly(change.reason());
  }

  /** Threat 73: without its file or certificate nothing goes on, not even the call under way. */
  @Test
  void aJobUnderWayIsCancelledWithTheFile() throws Exception {
    isCancelledBy(
        () -> rig.master.ownCallers.remove(broker), "caller-not-described: " + broker.id());
  }

  @Test
  void aJobUnderWayIsCancelledWithTheCertificate() throws Exception {
    Instant end = broker.certificate().getNotAfter().toInstant();
    rig.master.clock.move(Duration.between(rig.master.clock.instant(), end).minusSeconds(30));
    rig.listAgents();
    isCancelledBy(
        () -> rig.master.clock.move(Duration.ofMinutes(1)), "caller-expired: " + broker.id());
  }

  @Test
  void threat41AJobUnderWayIsCancelledWithTheCredential() throws Exception {
    isCancelledBy(() -> rig.ownCallerState = REVOKED, "credential-revoked: " + broker.id());
  }

  private void isCancelledBy(Runnable change, String reason) throws InterruptedException {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    reader.does(
        exchange -> {
          working.countDown();
          waitFor(over);
        });
    WorkflowRunner runner = rig.runner();
    String id = rig.accept(TWO_STEPS, broker);
    runner.accept(id, () -> {});
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    CallerStatus status = status();
    runner.cancelJobsOf(owner -> status.loss(owner.caller(), owner.principal()));
    assertThat(rig.master.journal.find(id).orElseThrow().state().isFinal()).isFalse();
    change.run();
    rig.master.clock.move(Duration.ofSeconds(3));
    runner.cancelJobsOf(owner -> status.loss(owner.caller(), owner.principal()));
    JobRecord job = rig.await(id);
    over.countDown();
    assertThat(job.state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(job.reason()).contains(reason);
    TransactionToken token = rig.master.mint.read(reader.orders().getFirst().token());
    assertThat(rig.master.ledger.state(token.jti()).toString()).contains("Ended");
  }

  private CallerStatus status() {
    WorkflowRunner.StepParts parts = rig.parts(rig.leases("status"), jobId -> {}).steps();
    return new CallerStatus(parts.partners(), parts.credentials(), parts.accounts());
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is not known is neither good nor a reason to end the job. */
  @Test
  void aStepWaitsWhileItIsNotKnownWhetherTheCallerIsRevoked() {
    rig.ownCallerState = new RevocationState.Unknown("stale");
    String id = waitsFor("caller-status-stale");
    rig.ownCallerState = new RevocationState.Good();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  /** An operator who saves half a file does not end the jobs. */
  @Test
  void aStepWaitsWhileTheFileIsFaulty() {
    rig.master.ownCallers.write("service/broker.json", "{");
    String id = waitsFor("caller-description-faulty");
    rig.master.ownCallers.allow(broker, "invoice.parse@1", "fx.rates@1");
    rig.master.clock.move(Duration.ofSeconds(3));
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  private String waitsFor(String check) {
    String id = rig.accept(TWO_STEPS, broker);
    rig.runner().accept(id, () -> {});
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> rows("step.delayed").stream().anyMatch(row -> row.check().equals(check)));
    assertThat(reader.orders()).isEmpty();
    return id;
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }
}
