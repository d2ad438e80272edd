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
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.account.TestAccounts;
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
import org.bailiwick.master.tokenledger.TokenState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of callers that have an account instead of a certificate and a token. */
class AccountJobsTest {

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private TestAgent reader;
  private JobIntake intake;
  private JobControl control;
  private Caller caller;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1", "ledger.post@1");
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
    caller = caller("reporting");
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  /** A new account's caller, as its key proves it. */
  private Caller caller(String name) {
    return authenticated(TestAccounts.withKey(rig, name).secret());
  }

  private Caller authenticated(String key) {
    RequestHead head =
        new RequestHead("POST", "v1/jobs", Map.of("X-API-Key", List.of(key)), Set.of());
    return new CallerAuthenticator("api-key", rig.methods)
        .authenticate(new PresentedCredentials(Optional.empty(), head));
  }

  @Test
  void aJobBelongsToItsAccountAndDescendsFromNoToken() {
    JobRecord job = rig.journal.find(intake.accept(caller, JOB, Optional.of("k"))).orElseThrow();
    assertThat(job.owner().caller().isSame(caller.identity())).isTrue();
    assertThat(job.owner().principal()).isEqualTo("account:reporting");
    assertThat(rig.column("select access_jti from job")).containsExactly("null");
    assertThat(rig.ledger.state(job.origin().rootJti()))
        .isInstanceOfSatisfying(
            TokenState.Live.class,
            root -> {
              assertThat(root.token().origin().parent()).isEmpty();
              assertThat(root.token().origin().caller().name()).isEqualTo("account:reporting");
            });
    assertThat(intake.accept(caller, JOB, Optional.of("k"))).isEqualTo(job.jobId());
    assertThat(intake.accept(caller("other"), JOB, Optional.of("k"))).isNotEqualTo(job.jobId());
  }

  @Test
  void onlyItsAccountReadsAndCancelsIt() {
    String id = intake.accept(caller, JOB, Optional.empty());
    assertThat(control.read(caller, id).jobId()).isEqualTo(id);
    Caller other = caller("other");
    for (ProblemException refusal :
        List.of(
            catchThrowableOfType(ProblemException.class, () -> control.read(other, id)),
            catchThrowableOfType(ProblemException.class, () -> control.cancel(other, id)))) {
      assertThat(refusal.check()).isEqualTo("not-own-job");
    }
    control.cancel(caller, id);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  @Test
  void aJobHasNoMoreThanTheScopeOfItsAccount() {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                intake.accept(
                    caller, JOB.replace("invoice.parse@1", "ledger.post@1"), Optional.empty()));
    assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  /** A certificate alone has no scope. */
  @Test
  void aCallerWithoutTokenThatIsNoAccountHasNoRights() {
    Caller buyer =
        new CallerAuthenticator("mtls", rig.methods)
            .authenticate(
                new PresentedCredentials(
                    Optional.of(rig.foreign(rig.partner.buyer)),
                    new RequestHead("POST", "v1/jobs", Map.of(), Set.of())));
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> intake.accept(buyer, JOB, Optional.empty()))
                .check())
        .isEqualTo("access-token-missing");
  }
}
