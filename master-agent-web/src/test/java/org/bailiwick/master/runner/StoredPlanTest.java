package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose plan was changed in the database after it was accepted. */
class StoredPlanTest {

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\","
          + "\"input\":{\"k\":1}}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Accepts a job, and then changes columns of its plan. */
  private String changed(String columns) {
    String job = rig.accept(JOB);
    rig.master.run("update plan set " + columns + " where plan_id = '" + plan(job) + "'");
    return job;
  }

  private String plan(String job) {
    return column("select plan_id from job where job_id = '" + job + "'");
  }

  private String column(String query) {
    return rig.master.column(query).getFirst();
  }

  /** The same statement, signed by a key that this Master Agent does not have. */
  private String signedByAnother(String job) {
    String query = "select signature from plan where plan_id = '" + plan(job) + "'";
    CompactJws statement = CompactJws.read(column(query)).orElseThrow();
    String kid = (String) statement.header().orElseThrow().get("kid");
    return new JwsSigner(InMemorySigningKey.generate("other", KeyShape.EC_P256), kid)
        .sign("plan+jwt", StrictJson.object(statement.payload().orElseThrow()));
  }

  @Test
  void aJobWhosePlanIsNotAsAcceptedEndsAndOthersRun() {
    Map<String, String> faults = new LinkedHashMap<>();
    String wider =
        "{\"steps\":[{\"after\":[],\"capability\":\"invoice.parse@1\","
            + "\"delegates\":[\"ledger.post@1\"],\"id\":\"a\"}],\"version\":1}";
    faults.put(changed("version = 3"), "version");
    faults.put(changed("content = '" + wider + "'"), "digest");
    faults.put(changed("content = ''"), "digest");
    faults.put(
        changed("content = '" + wider + "', sha256 = '" + Sha256.hex(wider) + "'"), "signature");
    faults.put(changed("origin = 'planner:other'"), "signature");
    faults.put(changed("signature = 'x'"), "signature");
    faults.put(withAnothersPlan(), "signature");
    faults.put(withoutPlan(), "missing");
    String foreign = rig.accept(JOB);
    faults.put(foreign, "signature");
    rig.master.run(
        "update plan set signature = '%s' where plan_id = '%s'"
            .formatted(signedByAnother(foreign), plan(foreign)));
    String whole = rig.accept(JOB);
    rig.runner().keepUp();
    assertThat(rig.await(whole).state()).isEqualTo(ExecutionState.DONE);
    await().until(() -> rig.master.journal.unfinished().isEmpty());
    faults.forEach(this::assertUnreadable);
    assertThat(reader.orders()).hasSize(2); // the other one is the job whose plan was borrowed
  }

  private String withAnothersPlan() {
    String job = rig.accept(JOB);
    rig.master.run(
        "update job set plan_id = '%s' where job_id = '%s'".formatted(plan(rig.accept(JOB)), job));
    return job;
  }

  private String withoutPlan() {
    String job = rig.accept(JOB);
    rig.master.run("update job set plan_id = null where job_id = '" + job + "'");
    return job;
  }

  private void assertUnreadable(String job, String fault) {
    assertThat(rig.master.journal.find(job).orElseThrow().reason())
        .contains("plan-unreadable: " + fault);
    assertThat(rig.master.audit())
        .filteredOn(row -> row.event().equals("job.ended") && row.resource().equals(job))
        .singleElement()
        .extracting(AuditRow::check)
        .isEqualTo("plan-unreadable");
  }

  @Test
  void aPlanOfAnEarlierSigningKeyIsExecuted() {
    String job = rig.accept(JOB);
    rig.master.keys.succeed(
        InMemorySigningKey.generate("next", KeyShape.EC_P256), rig.master.clock.instant());
    rig.runner().keepUp();
    assertThat(rig.await(job).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void aJobWhoseStepsAreNotThoseOfItsPlanEnds() {
    String job = rig.accept(JOB);
    rig.master.run("update step set capability = 'ledger.post@1' where job_id = '" + job + "'");
    rig.runner().keepUp();
    assertThat(rig.await(job).reason()).contains("job-unreadable");
    assertThat(reader.orders()).isEmpty();
  }

  @Test
  void anInputThatIsNoJsonIsNotSent() {
    String job = rig.accept(JOB);
    rig.master.run("update step_input set input = '1,\"results\":{}' where job_id = '" + job + "'");
    rig.runner().keepUp();
    assertThat(rig.await(job).reason()).contains("step a: job-unreadable");
    assertThat(reader.orders()).isEmpty();
  }
}
