package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.namedworkflow.TestWorkflows.step;
import static org.bailiwick.master.namedworkflow.TestWorkflows.taking;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.CatalogueSettings;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.namedworkflow.TestWorkflows;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.planning.PlannedRights;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of a caller that may have a named workflow done, and none of its steps alone. */
class NamedWorkflowJobTest {
  private static final RevocationState GOOD = new RevocationState.Good();
  private static final String JOB =
      "{\"purpose\":\"p\",\"workflow\":\"invoice.book@1\",\"input\":{\"file\":\"f\"}}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent poster;
  private WorkflowRunner runner;
  private JobIntake intake;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    rig.master.partner.limitTo("invoice.book@1");
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    poster = rig.agent("ledger-poster", "ledger.post@1");
    rig.listAgents();
    reader.does(exchange -> TestAgent.output(exchange, "{\"output\":{\"y\":7,\"z\":8}}"));
    TestWorkflows files =
        new TestWorkflows(folder.resolve("workflows"))
            .workflow(
                "invoice.book@1",
                "post",
                step(
                    "parse", "invoice.parse@1", ",\"input_from\":{\"file\":{\"input\":\"/file\"}}"),
                step("post", "ledger.post@1", taking("parse")));
    rig.catalogue =
        new Catalogue(
            new CatalogueSettings(Optional.empty(), Optional.of(files.folder())), rig.master.clock);
    runner = rig.runner();
    intake =
        new JobIntake(
            rig.parts(rig.leases("domain"), job -> {}),
            runner,
            new MasterSettings.Jobs(
                Duration.ofHours(1),
                1 << 20,
                50,
                10,
                100,
                new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 4_000_000)),
            rig.master.records,
            new TextShares(1 << 20));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Caller caller(String scope) {
    VerifiedPeer peer = rig.master.foreign(rig.master.partner.buyer);
    TokenRecord token = rig.master.accessToken(UUID.randomUUID().toString(), peer, scope);
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(TestTokens.ALICE),
        Set.of("mtls", "access-token"),
        Optional.of(TestTokens.access(token, peer, TestTokens.ALICE)));
  }

  private AuditRow row(String event) {
    return rig.master.audit().stream()
        .filter(each -> each.event().equals(event))
        .findFirst()
        .orElseThrow();
  }

  private ProblemException refusal(String scope, String body) {
    return catchThrowableOfType(
        ProblemException.class, () -> intake.accept(caller(scope), body, Optional.empty()));
  }

  /** R41: the name is enough, and each step's token has the scope of that step alone. */
  @Test
  void theNameOfTheWorkflowIsEnough() {
    String id = intake.accept(caller("invoice.book@1"), JOB, Optional.empty());
    JobRecord job = rig.await(id);
    assertThat(job.reason()).isEmpty();
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(poster.orders().getFirst().body().toString())
        .contains("\"input\":{\"x\":7}", "\"results\":{}");
    TransactionToken token = rig.master.mint.read(poster.orders().getFirst().token());
    assertThat(token.scope().scope()).isEqualTo("ledger.post@1");
    assertThat(row("job.accepted").details().replace("\\", ""))
        .contains("\"plan_origin\":\"workflow:invoice.book@1;sha256=")
        .contains("\"workflows\":\"invoice.book@1=");
    assertThat(row("plan.decided").details().replace("\\", ""))
        .contains("\"origin\":\"workflow\"", "\"workflows\":[\"invoice.book@1\"]");
  }

  @Test
  void threat56TheNameIsNoRightToItsSteps() {
    ProblemException refused =
        refusal(
            "invoice.book@1",
            "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"ledger.post@1\"}]}");
    assertThat(refused.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
    assertThat(poster.orders()).isEmpty();
  }

  /** Who may not have the workflow done is not told which steps it has. */
  @Test
  void aRefusalNamesTheWorkflowAlone() {
    ProblemException refused = refusal("fx.rates@1", JOB);
    assertThat(refused.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
    assertThat(refused.extensions()).containsEntry("scope", "invoice.book@1");
  }

  /** A token that is wider than the partner's present rights is refused, as for every job. */
  @Test
  void thePartnerNeedsTheRightToTheWorkflow() {
    rig.master.partner.limitTo("invoice.parse@1", "ledger.post@1");
    rig.master.clock.move(Duration.ofSeconds(3));
    rig.listAgents();
    assertThat(refusal("invoice.book@1", JOB).check()).isEqualTo("partner-scope");
  }

  @Test
  void aRightThatIsTakenAwayEndsTheWorkflowBeforeItsNextStep() {
    reader.does(
        exchange -> {
          rig.master.partner.limitTo("invoice.parse@1", "ledger.post@1");
          rig.master.clock.move(Duration.ofSeconds(3));
          rig.listAgents();
          TestAgent.output(exchange, "{\"output\":{\"y\":7}}");
        });
    String id = intake.accept(caller("invoice.book@1"), JOB, Optional.empty());
    assertThat(rig.await(id).reason().orElse("")).contains("step post: partner-scope");
    assertThat(poster.orders()).isEmpty();
  }

  /** What an agent exchanges, or asks about, is by the same right as the step. */
  @Test
  void aTokenOfAStepStandsByTheRightToTheWorkflow() {
    String id = intake.accept(caller("invoice.book@1"), JOB, Optional.empty());
    rig.await(id);
    RecordedCallers plain =
        new RecordedCallers(
            rig.master.partnerRights,
            rig.master.credentials((certificate, anchor) -> GOOD, (issuer, serial) -> GOOD),
            rig.master.accounts);
    RecordedCallers planned =
        new RecordedCallers(
            plain.partners(),
            plain.credentials(),
            plain.accounts(),
            new PlannedRights(() -> rig.master.journal));
    TokenRecord token = token(id, "post");
    assertThat(plain.refusal(token, TestTokens.ALICE, token.scope())).hasValue("partner-scope");
    assertThat(planned.refusal(token, TestTokens.ALICE, token.scope())).isEmpty();
    assertThat(planned.refusal(token(id, "other"), TestTokens.ALICE, token.scope()))
        .as("a step that the plan lacks")
        .hasValue("partner-scope");
    rig.master.partner.limitTo("fx.rates@1");
    rig.master.clock.move(Duration.ofSeconds(3));
    assertThat(planned.refusal(token, TestTokens.ALICE, token.scope())).hasValue("partner-scope");
  }

  private TokenRecord token(String job, String step) {
    return new TokenRecord(
        UUID.randomUUID().toString(),
        TokenKind.STEP,
        TokenOrigin.of("root", CallerIdentity.of(rig.master.foreign(rig.master.partner.buyer))),
        Optional.empty(),
        Optional.of(new StepContext(job, Optional.of(step))),
        CapabilitySet.parseScope("ledger.post@1"),
        new TokenLifetime(rig.master.clock.instant(), rig.master.clock.instant().plusSeconds(60)),
        Optional.empty());
  }

  @Test
  void aPlanIsShownAndNotExecuted() {
    String shown = intake.plan(caller("invoice.book@1"), JOB);
    assertThat(shown)
        .contains("\"origin\":\"workflow:invoice.book@1")
        .contains("\"needed_scope\":\"invoice.book@1\"")
        .contains("\"scope\":\"invoice.parse@1 ledger.post@1\"")
        .contains("\"inputs\":{\"parse\":{\"file\":\"f\"},\"post\":{}}")
        .contains("\"right\":\"invoice.book@1\"");
    assertThat(rig.master.journal.unfinished()).isEmpty();
    assertThat(row("plan.decided").details()).contains("invoice.book@1");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> intake.plan(caller("fx.rates@1"), JOB))
                .type())
        .isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
  }
}
