package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the operator's catalogue does to steps, whatever their agents say. */
class CataloguedStepTest {
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\","
          + "\"input\":{\"page\":1}}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestCatalogue files;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.listAgents();
    files =
        new TestCatalogue(folder.resolve("catalogue"))
            .type("page@1", "{\"properties\":{\"page\":{\"type\":\"integer\"}}}")
            .type("invoice@1", "{\"type\":\"object\",\"required\":[\"total\"]}")
            .entry("invoice.parse@1", "page@1", "invoice@1");
    rig.catalogue = files.read(rig.master.clock);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void isRefused(String reason) {
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).hasValue("step a: " + reason);
  }

  @Test
  void keepsAnOutputOfItsTypeAndRecordsWhatWasReviewed() {
    reader.does(exchange -> TestAgent.output(exchange, "{\"output\":{\"total\":12}}"));
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    for (String event : new String[] {"step.decided", "step.released"}) {
      assertThat(row(event).details().replace("\\", ""))
          .contains("\"asset_kind\":\"agent\"")
          .contains("\"risk\":\"low\"")
          .contains("\"asset_owner\":\"General Ledger\"");
    }
  }

  private AuditRow row(String event) {
    return rig.master.audit().stream()
        .filter(each -> each.event().equals(event))
        .findFirst()
        .orElseThrow();
  }

  /** The later steps of the job would read what the agent has made up. */
  @Test
  void threat56AnOutputOfAnotherTypeFailsTheStepAndIsNotKept() {
    reader.does(exchange -> TestAgent.output(exchange, "{\"output\":{\"sum\":\"secret\"}}"));
    isRefused("output-type-mismatch: invoice@1 /required");
    assertThat(row("step.failed").check()).isEqualTo("output-type-mismatch");
    assertThat(rig.master.column("select result from step where result is not null")).isEmpty();
  }

  @Test
  void anInputOfAnotherTypeReachesNobody() {
    files.type("page@1", "{\"required\":[\"file\"]}");
    isRefused("input-type-mismatch: page@1 /required");
    assertThat(reader.orders()).isEmpty();
  }

  @Test
  void aCapabilityThatIsTakenOffTheCatalogueIsCalledNoMore() {
    files.remove("invoice.parse@1");
    isRefused("capability-not-catalogued: invoice.parse@1");
    assertThat(reader.orders()).isEmpty();
  }

  @Test
  void aStepWaitsWhileItsEntryHasAFault() {
    files.type("invoice@1", "{\"type\":\"strng\"}");
    reader.does(exchange -> TestAgent.output(exchange, "{\"output\":{\"total\":12}}"));
    String job = rig.accept(ONE_STEP);
    rig.runner().accept(job, () -> {});
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                rig.master.audit().stream()
                    .anyMatch(row -> row.check().equals("catalogue-entry-faulty")));
    assertThat(reader.orders()).isEmpty();
    files.type("invoice@1", "{\"type\":\"object\"}");
    rig.pass(Duration.ofSeconds(3));
    assertThat(rig.await(job).state()).isEqualTo(ExecutionState.DONE);
  }
}
