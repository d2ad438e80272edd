package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running job whose token is ended. */
class EndedTokenTest {

  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private RunnerRig rig;
  private TestAgent reader;
  private WorkflowRunner runner;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.listAgents();
    runner = rig.runner();
    runner.follow();
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    rig.close();
  }

  private String running() {
    reader.does(
        exchange -> {
          try {
            assertThat(mayAnswer.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          TestAgent.output(exchange, "{\"output\":1}");
        });
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    await().atMost(Duration.ofSeconds(15)).until(() -> runner.callsUnderWay() == 1);
    await().atMost(Duration.ofSeconds(15)).until(() -> !reader.orders().isEmpty());
    return id;
  }

  private String jti(String kind) {
    return rig.master.column("select jti from token where kind = '" + kind + "'").getFirst();
  }

  private boolean end(String jti, Runnable afterwards) {
    TokenRevoker revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(
                rig.master.store(), rig.master.writer, rig.master.ledger, rig.master.journal),
            afterwards);
    return revoker.end(
        rig.master.ledger.find(jti).orElseThrow(),
        new TokenEndOrder(EndCause.OFFICER, "officer-1", "test"),
        AuditEntry.of("end-token.decided", Outcome.GRANTED, "", "officer-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access", "job", "step"})
  void theJobEndsAndItsCallIsAborted(String kind) {
    String id = running();
    String jti = jti(kind);
    assertThat(end(jti, runner::follow)).isTrue();
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(job.reason()).contains("token-ended: " + jti);
    assertThat(job.steps().getFirst().state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(runner.jobsUnderWay()).isZero();
    await().atMost(Duration.ofSeconds(5)).until(() -> runner.callsUnderWay() == 0);
    assertThat(mayAnswer.getCount()).as("the agent has not answered").isEqualTo(1);
    assertThat(reader.orders()).as("no further try").hasSize(1);
  }

  /** The node that executes the job learns it by the change number of the job. */
  @Test
  void anotherNodeAbortsTheCallToo() {
    String id = running();
    assertThat(end(jti("access"), () -> {})).isTrue();
    assertThat(runner.callsUnderWay()).isEqualTo(1);
    runner.follow();
    await().atMost(Duration.ofSeconds(5)).until(() -> runner.callsUnderWay() == 0);
    assertThat(rig.await(id).reason().orElseThrow()).startsWith("token-ended: ");
  }

  @Test
  void acceptedWorkIsWithdrawnInTheSameCommit() {
    rig.polls = new RunnerSettings.Polls(Duration.ofHours(1), Duration.ofHours(1));
    runner = rig.runner();
    runner.follow();
    reader.does(exchange -> TestAgent.accepted(exchange, "/work/orders/7", "submitted"));
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                rig.master.journal.find(id).orElseThrow().steps().getFirst().state()
                    == ExecutionState.SUBMITTED);
    assertThat(end(jti("access"), () -> {})).isTrue();
    assertThat(rig.master.column("select kind from ending_act")).containsExactly("withdraw-work");
  }
}
