package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.clientgrant.ClientCredentialsGrant;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of services and devices of this domain, which call by certificate and token. */
class WorkloadJobsTest {

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private TestAgent reader;
  private JobIntake intake;
  private JobControl control;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1");
    TestAgent.list(rig, reader);
    WorkflowRunner runner = IdleRunner.of(rig);
    MasterSettings.Jobs limits =
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            3,
            100,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 1 << 20));
    TextShares shares = new TextShares(1 << 20);
    intake = new JobIntake(IdleRunner.parts(rig), runner, limits, rig.records, shares);
    control =
        new JobControl(
            rig.gate,
            rig.journal,
            runner,
            new JobViews(rig.journal, shares, rig.contexts),
            rig.ca.domain(),
            rig.clock);
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  private TestLeaf described(String path, String... scopes) {
    TestLeaf leaf = rig.ca.leafWithUri("spiffe://bailiwick.example/" + path);
    rig.ownCallers.allow(leaf, scopes);
    rig.clock.move(Duration.ofSeconds(3));
    return leaf;
  }

  /** As the built-in rule authenticates a request with this certificate and a token of it. */
  private Caller caller(TestLeaf leaf) {
    return authenticated(leaf, token(leaf));
  }

  private String token(TestLeaf leaf) {
    return new ClientCredentialsGrant(
            rig.ownRights,
            rig.tokens,
            rig.ledger,
            rig.gate,
            rig.writer,
            Duration.ofMinutes(5),
            rig.clock)
        .issue(ProvedClient.of(rig.workload(leaf), Optional.empty()), Optional.empty())
        .compact();
  }

  private Caller authenticated(TestLeaf leaf, String token) {
    RequestHead head =
        new RequestHead(
            "POST", "v1/jobs", Map.of("authorization", List.of("Bearer " + token)), Set.of());
    return new CallerAuthenticator("all-of(mtls,access-token)", rig.methods)
        .authenticate(new PresentedCredentials(Optional.of(rig.workload(leaf)), head));
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void aJobBelongsToItsWorkload(String kind) {
    TestLeaf leaf = described(kind + "/scanner", "invoice.parse@1");
    Caller caller = caller(leaf);
    JobRecord job = rig.journal.find(intake.accept(caller, JOB, Optional.of("k"))).orElseThrow();
    assertThat(job.owner().caller()).isEqualTo(caller.identity());
    assertThat(job.owner().principal()).isEqualTo(leaf.id().toString());
    assertThat(intake.accept(caller, JOB, Optional.of("k"))).isEqualTo(job.jobId());
    for (String event : List.of("admit.decided", "plan.decided", "job.accepted")) {
      assertThat(rig.audit())
          .filteredOn(row -> row.event().equals(event))
          .last()
          .extracting(AuditRow::details)
          .asString()
          .contains("caller_kind")
          .contains(kind);
    }
  }

  /** The same text of another kind is somebody else. */
  @Test
  void onlyItsWorkloadReadsAndCancelsIt() {
    Caller caller = caller(described("service/scanner", "invoice.parse@1"));
    Caller other = caller(described("device/scanner", "invoice.parse@1"));
    String id = intake.accept(caller, JOB, Optional.of("k"));
    assertThat(intake.accept(other, JOB, Optional.of("k"))).isNotEqualTo(id);
    assertThat(control.read(caller, id).jobId()).isEqualTo(id);
    for (ProblemException refusal :
        List.of(
            catchThrowableOfType(ProblemException.class, () -> control.read(other, id)),
            catchThrowableOfType(ProblemException.class, () -> control.cancel(other, id)))) {
      assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
      assertThat(refusal.check()).isEqualTo("not-own-job");
    }
    assertThat(control.cancel(caller, id).state().isFinal()).isTrue();
  }

  @Test
  void aTokenOfAnotherWorkloadIsRefused() {
    String token = token(described("service/scanner", "invoice.parse@1"));
    TestLeaf other = described("device/scanner", "invoice.parse@1");
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> authenticated(other, token)).check())
        .isEqualTo("access-token-certificate");
  }

  @Test
  void whatTheFileHasLostIsRefusedThoughTheTokenHasIt() {
    TestLeaf leaf = described("service/scanner", "invoice.parse@1");
    Caller caller = caller(leaf);
    String token = token(leaf);
    rig.ownCallers.allow(leaf, "fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(caller, ProblemType.INSUFFICIENT_SCOPE, "caller-scope");
    rig.ownCallers.remove(leaf);
    rig.clock.move(Duration.ofSeconds(3));
    refuses(caller, ProblemType.ACCESS_TOKEN_INVALID, "caller-not-described");
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> authenticated(leaf, token)).check())
        .isEqualTo("caller-not-described");
  }

  private void refuses(Caller caller, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, JOB, Optional.empty()));
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  /** A certificate alone has no scope. */
  @Test
  void withoutATokenItHasNoRights() {
    TestLeaf leaf = described("device/scanner", "invoice.parse@1");
    Caller caller =
        new CallerAuthenticator("mtls", rig.methods)
            .authenticate(
                new PresentedCredentials(
                    Optional.of(rig.workload(leaf)),
                    new RequestHead("POST", "v1/jobs", Map.of(), Set.of())));
    refuses(caller, ProblemType.ACCESS_TOKEN_INVALID, "access-token-missing");
  }
}
