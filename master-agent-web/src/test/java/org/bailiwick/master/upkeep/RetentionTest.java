package org.bailiwick.master.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.journal.AttemptStart;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\","
          + "\"input\":{\"k\":1}}]}";
  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final MasterSettings.Retention KEPT =
      new MasterSettings.Retention(
          Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(90).plusHours(1));

  @TempDir Path folder;
  private MasterRig rig;
  private SteadyTime time;
  private long elapsed;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    time = new SteadyTime(rig.clock, () -> elapsed);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void runAfter(Duration passed) {
    rig.clock.move(passed);
    elapsed += passed.toNanos();
    new Retention(
            rig.jobDeletion(), rig.ledger, rig.domainKeys, rig.usedProofs, rig.writer, KEPT, time)
        .run();
  }

  private String accept(String key) {
    String id = UUID.randomUUID().toString();
    return TestJobs.accept(rig, new TestJobs.Posted(id, rig.partner.buyer, JOB, Optional.of(key)));
  }

  /** A job with an attempt, two replacements of the attempt's token, and a result. */
  private String done(String key) {
    String job = accept(key);
    TokenRecord step =
        token(TokenKind.STEP, rig.journal.find(job).orElseThrow().origin().rootJti(), job);
    HeldLease lease = lease(job);
    rig.journal.begin(lease, new AttemptStart(job, "a", 1, "id", "agent", "0b", step));
    TokenRecord first = token(TokenKind.REPLACEMENT, step.jti(), job);
    TokenRecord second = token(TokenKind.REPLACEMENT, first.jti(), job);
    rig.writer.commit(rig.ledger.insertion(first));
    rig.writer.commit(rig.ledger.insertion(second));
    rig.writer.commit(rig.ledger.ending(second.jti(), "tried"));
    rig.journal.stepEnded(lease, StepRecord.End.done(job, "a", "[1]"));
    rig.journal.jobEnded(lease, new JobRecord.End(job, ExecutionState.DONE, Optional.empty()));
    return job;
  }

  private HeldLease lease(String job) {
    return new Lease(rig.writer, "domain", rig.clock, () -> 0L)
        .acquire("job/" + job, Duration.ofSeconds(15))
        .orElseThrow();
  }

  private TokenRecord token(TokenKind kind, String parent, String job) {
    TokenOrigin origin = TokenOrigin.of(parent, TestJobs.owner(rig.partner.buyer).caller());
    return TestJobs.within(
        new StepContext(job, Optional.of("a")), TestJobs.token(rig, kind, origin, SCOPE));
  }

  private List<String> rows() {
    return Stream.of("job", "step", "step_input", "attempt", "plan", "token", "token_end")
        .map(table -> table + " " + rig.column("select count(*) from " + table).getFirst())
        .toList();
  }

  @Test
  void inputsAndResultsGoBeforeTheJobAndItsKey() {
    String job = done("k-1");
    runAfter(Duration.ofDays(6));
    assertThat(rig.journal.results(job, List.of("a"))).isEqualTo(Map.of("a", "[1]"));
    assertThat(rig.journal.input(job, "a")).contains("{\"k\":1}");
    runAfter(Duration.ofDays(2));
    assertThat(rig.journal.results(job, List.of("a"))).isEmpty();
    assertThat(rig.journal.input(job, "a")).isEmpty();
    JobRecord kept = rig.journal.find(job).orElseThrow();
    assertThat(kept.progress().textsDeletedAt()).isPresent();
    assertThat(kept.steps().getFirst().attempts()).hasSize(1);
    JobOwner owner = TestJobs.owner(rig.partner.buyer);
    assertThat(rig.journal.findByKey(owner, "k-1", JobRequest.parse(JOB))).contains(job);
    runAfter(Duration.ofDays(83));
    assertThat(rig.journal.find(job)).isEmpty();
    assertThat(rig.journal.findByKey(owner, "k-1", JobRequest.parse(JOB))).isEmpty();
  }

  @Test
  void nothingOfAnEndedJobStaysButTheAuditLog() {
    List<String> before = rows();
    done("k-1");
    int written = rig.audit().size();
    runAfter(Duration.ofDays(91));
    assertThat(rows()).isEqualTo(before);
    assertThat(rig.audit()).hasSizeGreaterThan(written);
    for (String event : List.of("job-texts.deleted", "jobs.deleted", "tokens.deleted")) {
      assertThat(rig.audit())
          .filteredOn(row -> row.event().equals(event))
          .singleElement()
          .extracting(AuditRow::details)
          .isEqualTo("{\"count\":\"1\"}");
    }
  }

  @Test
  void aJobThatHasNotEndedKeepsAllItsRows() {
    accept("k-1");
    List<String> before = rows();
    runAfter(Duration.ofDays(400));
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void anAccessTokenStaysWhileAJobDescendsFromIt() {
    accept("k-1");
    rig.writer.commit(
        rig.ledger.insertion(
            TestJobs.token(
                rig, TokenKind.ACCESS, TestJobs.granted(rig, rig.partner.buyer), SCOPE)));
    assertThat(rows()).contains("token 3");
    runAfter(Duration.ofDays(89));
    assertThat(rows()).contains("token 3");
    runAfter(Duration.ofDays(2));
    assertThat(rows()).contains("token 2");
  }

  @Test
  void manyGoInSmallBatches() {
    List<String> before = rows();
    for (int i = 0; i < 120; i++) {
      String job = accept("k-" + i);
      rig.journal.jobEnded(new JobRecord.End(job, ExecutionState.FAILED, Optional.of("tried")));
    }
    runAfter(Duration.ofDays(91));
    assertThat(rows()).isEqualTo(before);
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("jobs.deleted"))
        .extracting(AuditRow::details)
        .containsExactly("{\"count\":\"50\"}", "{\"count\":\"50\"}", "{\"count\":\"20\"}");
  }

  @Test
  void theRequestThatAnEarlierVersionStoredGoesWithTheTexts() {
    String job = done("k-1");
    rig.run("update job set request = '{\"secret\":1}' where job_id = '" + job + "'");
    runAfter(Duration.ofDays(8));
    assertThat(rig.column("select request from job")).containsExactly("null");
  }

  @Test
  void deletesOldLeasesOfJobsOnly() {
    Lease leases = new Lease(rig.writer, "node", rig.clock);
    leases.tryAcquire("job/1", Duration.ofSeconds(15));
    leases.tryAcquire("other", Duration.ofSeconds(15));
    rig.clock.move(Duration.ofHours(2));
    elapsed += Duration.ofHours(2).toNanos();
    leases.tryAcquire("job/2", Duration.ofSeconds(15));
    runAfter(Duration.ZERO);
    assertThat(rig.leaseNames()).containsExactlyInAnyOrder("writer", "other", "job/2");
  }

  @Test
  void aClockThatIsAheadDeletesNothingEarly() {
    new Lease(rig.writer, "node", rig.clock).tryAcquire("job/1", Duration.ofSeconds(15));
    done("k-1");
    List<String> before = rows();
    rig.clock.move(Duration.ofDays(400));
    runAfter(Duration.ZERO);
    assertThat(rig.leaseNames()).contains("job/1");
    assertThat(rows()).isEqualTo(before);
  }
}
