package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A commit happens and its answer is lost, as when the database answers after the writer's time.
 * What the rows say counts then, and the job goes on without a restart of the node.
 */
class LostAnswerTest {
  private static final String TWO_STEPS =
      """
      {"purpose":"book","steps":[
        {"id":"invoices","capability":"invoice.parse@1","input":{"csv":"x"}},
        {"id":"booking","capability":"ledger.post@1","input":{},"after":["invoices"]}]}\
      """;

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent ledger;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    ledger = rig.agent("ledger-writer", "ledger.post@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aStepThatIsDoneInTheRowsIsNotDoneAgainAndTheJobGoesOn() {
    reader.does(
        exchange -> {
          rig.master.commits.loseNextAnswer();
          TestAgent.output(exchange, "{\"output\":41}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders()).hasSize(1);
    assertThat(ledger.orders()).hasSize(1);
    assertThat(ledger.orders().getFirst().body().getJsonObject("results").toString())
        .isEqualTo("{\"invoices\":41}");
  }

  @Test
  void theLastStepToo() {
    ledger.does(
        exchange -> {
          rig.master.commits.loseNextAnswer();
          TestAgent.output(exchange, "{\"output\":1}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
  }

  @Test
  void aStepThatHasFailedInTheRowsEndsTheJob() {
    reader.does(
        exchange -> {
          rig.master.commits.loseNextAnswer();
          TestAgent.problem(exchange, 403, "policy-denied");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).contains("step invoices: policy-denied: status 403");
    assertThat(ledger.orders()).isEmpty();
  }
}
