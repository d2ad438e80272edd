package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.JobReader;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobIntakeTest {

  /** The octets of all unfinished jobs of one caller. */
  private static final int MOST_OCTETS = 10_000;

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private TestAgent reader;
  private JobIntake intake;
  private JobControl desk;
  private Caller caller;

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
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 4 * MOST_OCTETS));
    intake =
        new JobIntake(IdleRunner.parts(rig), runner, limits, rig.records, new TextShares(1 << 20));
    desk =
        new JobControl(
            rig.gate,
            rig.journal,
            runner,
            new JobViews(rig.journal, new TextShares(1 << 20), rig.contexts),
            rig.ca.domain(),
            rig.clock);
    caller = caller(rig.partner.buyer, "invoice.parse@1 fx.rates@1");
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  /** A caller with an access token that the token ledger has. */
  private Caller caller(TestLeaf leaf, String scope) {
    return caller(leaf, scope, TestTokens.ALICE);
  }

  /** The same for another principal. */
  private Caller caller(TestLeaf leaf, String scope, String principal) {
    VerifiedPeer peer = rig.foreign(leaf);
    TokenRecord record = rig.accessToken(UUID.randomUUID().toString(), peer, scope);
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(principal),
        Set.of("mtls", "access-token"),
        Optional.of(TestTokens.access(record, peer, principal)));
  }

  private void refuses(String body, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, body, Optional.empty()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  private static String job(String capability) {
    return "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"" + capability + "\"}]}";
  }

  /**
   * On an older copy of the database, a new job or token could not be distinguished from those that
   * the copy lacks.
   */
  @Test
  void acceptsNoJobAndMintsNoTokenOnAnOlderDatabase() {
    intake.accept(caller, JOB, Optional.empty());
    rig.records.keep();
    rig.loseTheLog();
    rig.records.keep();
    for (ThrowingCallable grant :
        List.<ThrowingCallable>of(
            () -> intake.accept(caller, JOB, Optional.empty()),
            () -> rig.tokens.sign("at+jwt", JsonValue.EMPTY_JSON_OBJECT))) {
      assertThat(catchThrowableOfType(ProblemException.class, grant).check())
          .isEqualTo("records-incomplete");
    }
    rig.records.acceptGap("spiffe://bailiwick.example/operator/officer/o", "restored");
    assertThat(intake.accept(caller, JOB, Optional.empty())).isNotEmpty();
  }

  @Test
  void aJobWithItsStepsAndDecisionsIsDurableWhenItIsAccepted() {
    String id = intake.accept(caller, JOB, Optional.empty());
    JobRecord job = rig.journal.find(id).orElseThrow();
    assertThat(job.state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(job.steps()).hasSize(1).allMatch(step -> step.state() == ExecutionState.WAITING);
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("admit.decided", "plan.decided", "job.accepted");
  }

  @Test
  void theDecisionsKnowWhatTheCallersCredentialSays() {
    rig.clock.move(Duration.ofSeconds(90));
    intake.accept(caller, JOB, Optional.empty());
    assertThat(rig.audit())
        .filteredOn(row -> Set.of("admit.decided", "plan.decided").contains(row.event()))
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.details().replace("\\", ""))
                    .contains("\"owner\":\"Finance Department\"")
                    .contains("\"claimed_attestation\":{\"age\":90,", "\"status\":\"affirming\"")
                    .contains("\"caller_kind\":\"agent\"")
                    .contains("\"authenticated_by\":[")
                    .contains("access-token"));
  }

  @Test
  void theSameRequestUnderTheSameKeyIsTheSameJob() {
    String id = intake.accept(caller, JOB, Optional.of("k-1"));
    assertThat(intake.accept(caller, JOB, Optional.of("k-1"))).isEqualTo(id);
    assertThat(intake.accept(caller, JOB, Optional.of("k-2"))).isNotEqualTo(id);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> intake.accept(caller, JOB.replace("\"p\"", "\"q\""), Optional.of("k-1")));
    assertThat(refusal.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void theSameRequestSentManyTimesAtOnceUnderOneKeyIsOneJob() throws Exception {
    List<Callable<String>> many =
        Collections.nCopies(50, () -> intake.accept(caller, JOB, Optional.of("k-1")));
    Set<String> ids = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Future<String> each : threads.invokeAll(many)) {
        ids.add(each.get());
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(rig.journal.unfinished()).hasSize(1);
    assertThat(rig.audit()).filteredOn(row -> row.event().equals("job.accepted")).hasSize(1);
  }

  @Test
  void aKeyOfOneCallerSaysNothingAboutAnothers() {
    String id = intake.accept(caller, JOB, Optional.of("k-1"));
    Caller other = caller(rig.partner.ca.agent("seller", "x.y@1"), "invoice.parse@1");
    assertThat(intake.accept(other, JOB, Optional.of("k-1"))).isNotEqualTo(id);
  }

  @Test
  void threat56RefusesAJobWiderThanTheToken() {
    refuses(job("ledger.post@1"), ProblemType.INSUFFICIENT_SCOPE, "scope-does-not-cover-job");
    refuses(
        JOB.replace("}]", ",\"delegates\":[\"bank.pay@1\"]}]"),
        ProblemType.INSUFFICIENT_SCOPE,
        "scope-does-not-cover-job");
  }

  @Test
  void namesTheScopeThatWouldDo() {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> intake.accept(caller, job("ledger.post@1"), Optional.empty()));
    assertThat(refusal.extensions()).containsEntry("scope", "ledger.post@1");
  }

  @Test
  void namesTheCapabilityThatNobodyHas() {
    refuses(job("fx.rates@1"), ProblemType.JOB_NOT_ACCEPTABLE, "capability-not-available");
  }

  @Test
  void threat41NamesTheRevokedAgentAndTheReason() {
    rig.inventory.revoke(reader.serial());
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, JOB, Optional.empty()));
    assertThat(refusal.type()).isEqualTo(ProblemType.JOB_NOT_ACCEPTABLE);
    assertThat(refusal.detail())
        .contains("invoice.parse@1")
        .contains("credential-revoked: spiffe://bailiwick.example/agent/invoice-reader");
  }

  @Test
  void threat50RefusesJobsWhileTheRegistryIsNotHeard() {
    rig.clock.move(Duration.ofMinutes(6));
    refuses(JOB, ProblemType.DEPENDENCY_UNAVAILABLE, "inventory-stale");
  }

  @Test
  void threat55ACallerHasABoundedNumberOfUnfinishedJobs() {
    for (int i = 0; i < 3; i++) {
      intake.accept(caller, JOB, Optional.empty());
    }
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, JOB, Optional.empty()));
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
  }

  @Test
  void threat55TheBoundHoldsForJobsThatComeAtOnce() throws Exception {
    List<Callable<String>> many =
        Collections.nCopies(12, () -> intake.accept(caller, JOB, Optional.empty()));
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      for (Future<String> each : threads.invokeAll(many)) {
        if (each.state() == Future.State.FAILED) {
          assertThat(each.exceptionNow())
              .isInstanceOfSatisfying(
                  ProblemException.class, e -> assertThat(e.check()).isEqualTo("jobs-per-caller"));
        }
      }
    }
    assertThat(rig.journal.unfinished()).hasSize(3);
  }

  @Test
  void threat55TheUnfinishedJobsOfOneCallerHaveABoundedSize() {
    String large = JOB.replace("}]", ",\"input\":\"" + "x".repeat(MOST_OCTETS / 2) + "\"}]");
    intake.accept(caller, large, Optional.empty());
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, large, Optional.empty()));
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal.check()).isEqualTo("job-octets-per-caller");
    assertThat(intake.accept(caller, JOB, Optional.empty())).isNotEmpty();
    Caller other = caller(rig.partner.ca.agent("seller", "x.y@1"), "invoice.parse@1");
    assertThat(intake.accept(other, large, Optional.empty())).isNotEmpty();
  }

  @Test
  void threat55TheUnfinishedJobsOfOneDomainsCallersHaveABoundedSize() {
    String large = JOB.replace("}]", ",\"input\":\"" + "x".repeat(MOST_OCTETS * 2 / 3) + "\"}]");
    for (String name : List.of("first", "second")) {
      Caller each = caller(rig.partner.ca.agent(name, "x.y@1"), "invoice.parse@1");
      assertThat(intake.accept(each, large, Optional.empty())).isNotEmpty();
    }
    Caller third = caller(rig.partner.ca.agent("third", "x.y@1"), "invoice.parse@1");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(third, large, Optional.empty()));
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal.check()).isEqualTo("job-octets-per-domain");
    assertThat(intake.accept(third, JOB, Optional.empty())).isNotEmpty();
  }

  @Test
  void threat55RefusesAJobOfManySmallValues() {
    refuses(
        JOB.replace("}]", ",\"input\":[" + "{},".repeat(100) + "{}]}]"),
        ProblemType.MALFORMED_REQUEST,
        "job-values");
  }

  @Test
  void aJobThatIsWithdrawnGivesItsKeyBack() {
    String id = intake.accept(caller, JOB, Optional.of("k-1"));
    rig.journal.withdraw(id, "not-accepted");
    String second = intake.accept(caller, JOB, Optional.of("k-1"));
    assertThat(second).isNotEqualTo(id);
    assertThat(rig.journal.find(id).orElseThrow().state()).isEqualTo(ExecutionState.CANCELLED);
  }

  @Test
  void onlyItsCallerAndOperatorsSeeAndCancelAJob() {
    String id = intake.accept(caller, JOB, Optional.empty());
    Caller thief = caller(rig.partner.ca.agent("thief", "x.y@1"), "x.y@1");
    assertThat(catchThrowableOfType(ProblemException.class, () -> desk.read(thief, id)).check())
        .isEqualTo("not-own-job");
    assertThat(catchThrowableOfType(ProblemException.class, () -> desk.cancel(thief, id)).check())
        .isEqualTo("not-own-job");
    assertThat(desk.read(operator("auditor"), id).jobId()).isEqualTo(id);
    assertThat(desk.cancel(operator("officer"), id).state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> desk.read(caller, "unknown")).type())
        .isEqualTo(ProblemType.JOB_UNKNOWN);
  }

  private JobReader operator(String role) {
    return new JobReader.Operator(rig.operator(role));
  }

  @Test
  void twoPrincipalsBehindOneCallerHaveTheirOwnJobs() {
    Caller bob = caller(rig.partner.buyer, "invoice.parse@1", "https://as.partner.example#bob");
    String id = intake.accept(caller, JOB, Optional.of("k-1"));
    assertThat(intake.accept(bob, JOB, Optional.of("k-1"))).isNotEqualTo(id);
    for (ThrowingCallable act :
        List.<ThrowingCallable>of(
            () -> desk.read(bob, id),
            () -> desk.requireRead(bob, rig.journal.find(id).orElseThrow()),
            () -> desk.cancel(bob, id))) {
      assertThat(catchThrowableOfType(ProblemException.class, act).check())
          .isEqualTo("not-own-job");
    }
    assertThat(desk.cancel(caller, id).state()).isEqualTo(ExecutionState.CANCELLED);
  }

  @Test
  void anotherCallerOfTheSamePrincipalHasItsOwnJobs() {
    String id = intake.accept(caller, JOB, Optional.of("k-1"));
    Caller other = caller(rig.partner.ca.agent("seller", "x.y@1"), "invoice.parse@1");
    assertThat(catchThrowableOfType(ProblemException.class, () -> desk.read(other, id)).check())
        .isEqualTo("not-own-job");
  }

  @Test
  void aJobStaysItsOwnersWhenTheCallersCertificateWasRenewed() {
    String id = intake.accept(caller, JOB, Optional.of("k-1"));
    Caller renewed = caller(rig.partner.ca.agent("buyer", "x.y@1"), "invoice.parse@1");
    assertThat(renewed.identity()).isNotEqualTo(caller.identity());
    assertThat(desk.read(renewed, id).jobId()).isEqualTo(id);
    assertThat(intake.accept(renewed, JOB, Optional.of("k-1"))).isEqualTo(id);
  }

  /** Before version 3 of the schema a job's row had the key itself. */
  @Test
  void aKeyOfAJobOfBeforeIsItsOwnersAlone() {
    String id = intake.accept(caller, JOB, Optional.empty());
    rig.run("update job set idempotency_key = 'k-1' where job_id = '" + id + "'");
    assertThat(intake.accept(caller, JOB, Optional.of("k-1"))).isEqualTo(id);
    Caller bob = caller(rig.partner.buyer, "invoice.parse@1", "https://as.partner.example#bob");
    assertThat(intake.accept(bob, JOB, Optional.of("k-1"))).isNotEqualTo(id);
  }

  @Test
  void aRowOfAPersonsJobIsReadAsThatPersons() {
    String id = intake.accept(caller, JOB, Optional.empty());
    rig.run(
        "update job set caller = 'https://idp.example#alice', caller_kind = 'person',"
            + " caller_serial = null, caller_certificate = null where job_id = '"
            + id
            + "'");
    assertThat(rig.journal.find(id).orElseThrow().owner().caller())
        .isEqualTo(new CallerIdentity.Person("https://idp.example", "alice"));
  }

  @Test
  void aClientWithoutCertificateOwnsItsJobAndAnAgentOfThatNameDoesNot() {
    rig.partner.permitKeys();
    rig.clock.move(Duration.ofSeconds(3));
    Caller client = client("invoice.parse@1");
    String id = intake.accept(client, JOB, Optional.empty());
    assertThat(rig.journal.find(id).orElseThrow().owner()).isEqualTo(client.owner().orElseThrow());
    assertThat(desk.read(client, id).jobId()).isEqualTo(id);
    assertThat(catchThrowableOfType(ProblemException.class, () -> desk.read(caller, id)).check())
        .isEqualTo("not-own-job");
    rig.partner.limitTo("invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> intake.accept(client, JOB, Optional.empty()))
                .check())
        .isEqualTo("partner-requires-certificate");
  }

  private Caller client(String scope) {
    CallerIdentity identity = new CallerIdentity.Client(rig.partner.buyer.id());
    TokenRecord record = rig.accessToken(UUID.randomUUID().toString(), identity, scope);
    return new Caller(
        identity,
        Optional.of(TestTokens.ALICE),
        Set.of("access-token-dpop"),
        Optional.of(TestTokens.access(record, rig.foreign(rig.partner.buyer))));
  }

  @Test
  void refusesAnIdempotencyKeyOfAnotherForm() {
    for (String key : List.of("", "a b", "ü", "x".repeat(256))) {
      assertThat(
              catchThrowableOfType(
                      ProblemException.class, () -> intake.accept(caller, JOB, Optional.of(key)))
                  .check())
          .isEqualTo("idempotency-key-form");
    }
  }

  @Test
  void aScopeThatThePartnerHasLostIsRefusedThoughTheTokenHasIt() {
    rig.partner.limitTo("fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(JOB, ProblemType.INSUFFICIENT_SCOPE, "partner-scope");
    rig.partner.limitTo("invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(intake.accept(caller, JOB, Optional.empty())).isNotEmpty();
  }
}
