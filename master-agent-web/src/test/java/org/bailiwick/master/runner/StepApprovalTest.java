package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approval.ApprovalControl;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.approver.Approver.Officer;
import org.bailiwick.master.approver.SignIn;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that people approve before their order is sent (threat 57). */
class StepApprovalTest {
  private static final String TWO_STEPS =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"},"
          + "{\"id\":\"b\",\"capability\":\"ledger.post@1\",\"after\":[\"a\"],"
          + "\"input\":{\"sum\":12.50,\"account\":\"4711\"}}]}";
  private static final String ORDER =
      "{\"capability\":\"ledger.post@1\",\"input\":{\"account\":\"4711\",\"sum\":12.5},"
          + "\"results\":{\"a\":1}}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent ledger;
  private ApprovalControl control;
  private WorkflowRunner runner;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    rig.agent("invoice-reader", "invoice.parse@1");
    ledger = rig.agent("ledger", "ledger.post@1");
    rig.listAgents();
    rig.gate =
        new Gate(
            request -> {
              Decision decided = DefaultPolicies.inForce().decide(request);
              return decided instanceof Decision.Permit permit && isPosting(request)
                  ? new Decision.Permit(
                      permit.reasons(), permit.policies(), obligations, permit.policyVersion())
                  : decided;
            },
            rig.master.writer);
    control =
        new ApprovalControl(
            rig.approvals,
            rig.master.journal,
            rig.master.gate,
            rig.catalogue,
            rig.master.writer,
            rig.ownJobs(),
            rig.master.clock);
    runner = rig.runner();
    runner.follow();
  }

  private volatile List<String> obligations = List.of("approval");

  private static boolean isPosting(AccessRequest request) {
    return request.action() == Action.STEP
        && "ledger.post@1".equals(request.context().get("capability"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private VerifiedPeer officer(int number) {
    return TestPeers.of(
        VerifiedPeer.Kind.OPERATOR,
        rig.master.ca.operator("officer", "officer-" + number).certificate());
  }

  /** Starts a job whose second step waits for people, and returns the id of the job. */
  private String waiting() {
    String id = rig.accept(TWO_STEPS);
    runner.accept(id, () -> {});
    awaitState(id, ExecutionState.WAITING_FOR_APPROVAL);
    return id;
  }

  private void awaitState(String id, ExecutionState state) {
    await().atMost(Duration.ofSeconds(15)).until(() -> step(id).state() == state);
  }

  private StepRecord step(String id) {
    return rig.master.journal.find(id).orElseThrow().steps().getLast();
  }

  private String approval(String id) {
    return step(id).reason().orElseThrow().replace("approval-asked: ", "");
  }

  private String decision(String choice) {
    return "{\"decision\":\"%s\",\"input_sha256\":\"%s\"}".formatted(choice, Sha256.hex(ORDER));
  }

  private Map<String, Object> decide(String id, int officer, String choice) {
    return StrictJson.members(
        control.decide(new Officer(officer(officer)), approval(id), decision(choice)));
  }

  private String refusal(String approval, VerifiedPeer peer, String body) {
    return catchThrowableOfType(
            ProblemException.class, () -> control.decide(new Officer(peer), approval, body))
        .check();
  }

  private JobRecord ended(String id) {
    runner.follow();
    return rig.await(id);
  }

  private Stream<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event));
  }

  @Test
  void aStepWaitsWithoutASlotUntilAnOfficerApprovesExactlyItsOrder() {
    String id = waiting();
    await().until(() -> runner.callsUnderWay() == 0);
    assertThat(ledger.orders()).isEmpty();
    assertThat(rows("approval.requested")).hasSize(1);
    Map<String, Object> shown =
        StrictJson.members(control.read(new Officer(officer(1)), approval(id)));
    assertThat(shown)
        .containsEntry("state", "waiting")
        .containsEntry("capability", "ledger.post@1")
        .containsEntry("callee_kind", "agent")
        .containsEntry("input_sha256", Sha256.hex(ORDER));
    assertThat(CanonicalJson.of(text(control.read(new Officer(officer(1)), approval(id)))))
        .isEqualTo(ORDER);
    assertThat(decide(id, 1, "approve")).containsEntry("state", "approved");
    assertThat(ended(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
    assertThat(CanonicalJson.of(ledger.orders().getFirst().body().toString())).isEqualTo(ORDER);
    assertThat(rows("approval.decided").toList())
        .singleElement()
        .satisfies(row -> assertThat(row.subject()).endsWith("/officer-1"));
    assertThat(rows("step.decided").toList().getLast().details()).contains("approval");
  }

  private static String text(String shown) {
    return StrictJson.object(shown).getJsonObject("parameters").toString();
  }

  @Test
  void aDeniedStepFailsAndItsAgentIsNotCalled() {
    String id = waiting();
    decide(id, 1, "deny");
    assertThat(ended(id).reason()).contains("step b: approval-denied");
    assertThat(ledger.orders()).isEmpty();
  }

  @Test
  void anotherProcessGoesOnWaitingAfterAKillAndAsksNobodyAnew() {
    String id = waiting();
    rig.kill();
    rig.master.clock.move(Duration.ofSeconds(16));
    rig.listAgents();
    WorkflowRunner other = rig.runner(rig.leases("two"), jobId -> {});
    other.follow();
    other.keepUp();
    await().atMost(Duration.ofSeconds(15)).until(() -> other.jobsUnderWay() == 1);
    await().during(Duration.ofMillis(200)).until(() -> ledger.orders().isEmpty());
    assertThat(rows("approval.requested")).hasSize(1);
    decide(id, 1, "approve");
    other.follow();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
  }

  @Test
  void aProcessThatStartsAfterTheDecisionReleasesTheStep() {
    String id = waiting();
    rig.kill();
    decide(id, 1, "approve");
    rig.master.clock.move(Duration.ofSeconds(16));
    rig.listAgents();
    WorkflowRunner other = rig.runner(rig.leases("two"), jobId -> {});
    other.keepUp();
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void nobodyDecidesInTimeAndTheStepFails() {
    String id = waiting();
    rig.master.clock.move(RunnerRig.TO_DECIDE);
    rig.listAgents();
    assertThat(refusal(approval(id), officer(1), decision("approve")))
        .isEqualTo("approval-expired");
    runner.keepUp();
    assertThat(rig.await(id).reason()).contains("step b: approval-expired");
    assertThat(rows("approval.expired")).hasSize(1);
    assertThat(ledger.orders()).isEmpty();
  }

  /** Threat 57: approval given, then parameters changed. */
  @Test
  void anApprovalIsForNoOtherParameters() {
    String id = waiting();
    decide(id, 1, "approve");
    rig.master.run(
        "update step_input set input = '{\"sum\":99,\"account\":\"1\"}' where step_id = 'b'");
    assertThat(ended(id).reason()).contains("step b: approval-of-other-parameters");
    assertThat(ledger.orders()).isEmpty();
  }

  /** Threat 57, by who can write into the database: the id is the digest of what was asked. */
  @Test
  void aRequestThatWasChangedApprovesNothing() {
    String id = waiting();
    rig.master.run("update approval set approvers = 0");
    assertThat(refusal(approval(id), officer(1), decision("approve")))
        .isEqualTo("approval-changed");
    rig.master.run("update job set revision = revision + 1");
    rig.master.run("update job_revision set revision = revision + 1");
    assertThat(ended(id).reason()).contains("step b: approval-of-other-parameters");
    assertThat(ledger.orders()).isEmpty();
  }

  /** Threat 57: revoked while pending. */
  @Test
  void aCallerThatWasRevokedMeanwhileIsRefusedInSpiteOfTheApproval() {
    String id = waiting();
    decide(id, 1, "approve");
    rig.callerState = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    assertThat(ended(id).reason().orElseThrow()).contains("step b: ").contains("revoked");
    assertThat(ledger.orders()).isEmpty();
  }

  /** Threat 57: who approved was a person whose sign-in counts no more; another one is asked. */
  @Test
  void aStepWaitsOnWhenWhoApprovedStandsNoMore() {
    String id = waiting();
    Approver.Person person =
        new Approver.Person(
            new SignIn(
                "ended",
                new SignedInPerson(
                    new CallerIdentity.Person("https://idp.example", "alice"),
                    Set.of("buyer"),
                    Optional.empty(),
                    Optional.empty(),
                    List.of())),
            "desk",
            Set.of("access-token-dpop"),
            rig.master.clock.instant());
    assertThat(permittingAll().decide(person, approval(id), decision("approve")))
        .contains("\"state\":\"approved\"");
    runner.follow();
    await().until(() -> rows("approval.lapsed").count() == 1);
    assertThat(rows("approval.lapsed").map(AuditRow::check)).containsOnly("person-session-ended");
    awaitState(id, ExecutionState.WAITING_FOR_APPROVAL);
    assertThat(ledger.orders()).isEmpty();
    assertThat(decide(id, 1, "approve")).containsEntry("state", "approved");
    assertThat(ended(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
  }

  private ApprovalControl permittingAll() {
    Gate gate =
        new Gate(
            request -> new Decision.Permit(List.of("all"), List.of("all"), List.of(), "1"),
            rig.master.writer);
    return new ApprovalControl(
        rig.approvals,
        rig.master.journal,
        gate,
        rig.catalogue,
        rig.master.writer,
        rig.ownJobs(),
        rig.master.clock);
  }

  /** Threat 57: the approval is replayed, and an approver counts once. */
  @Test
  void twoDifferentOfficersDecideOnceEach() {
    obligations = List.of("alert", "two-approvals");
    String id = waiting();
    String approval = approval(id);
    assertThat(decide(id, 1, "approve")).containsEntry("state", "waiting");
    assertThat(refusal(approval, officer(1), decision("approve"))).isEqualTo("same-approver");
    runner.follow();
    await().during(Duration.ofMillis(200)).until(() -> ledger.orders().isEmpty());
    assertThat(decide(id, 2, "approve")).containsEntry("state", "approved");
    assertThat(refusal(approval, officer(3), decision("deny"))).isEqualTo("approval-approved");
    assertThat(ended(id).state()).isEqualTo(ExecutionState.DONE);
  }

  @Test
  void anOperatorsNeedIsNoLessThanThatOfThePolicies() {
    rig.approvers = 1;
    obligations = List.of("two-approvals");
    String id = rig.accept(TWO_STEPS);
    runner.accept(id, () -> {});
    await().until(() -> rows("approval.requested").count() == 1);
    assertThat(rows("approval.requested").toList().getFirst().details())
        .contains("invoice.parse@1")
        .contains("\"approvers\":\"1\"");
    String approval = rig.master.column("select approval_id from approval").getFirst();
    String digest = rig.master.column("select input_sha256 from approval").getFirst();
    control.decide(
        new Officer(officer(1)),
        approval,
        "{\"decision\":\"approve\",\"input_sha256\":\"%s\"}".formatted(digest));
    runner.follow();
    awaitState(id, ExecutionState.WAITING_FOR_APPROVAL);
    assertThat(rows("approval.requested").toList().getLast().details())
        .contains("\"approvers\":\"2\"");
  }

  @ParameterizedTest
  @CsvSource({
    "approve, 0000000000000000000000000000000000000000000000000000000000000000, approval-digest",
    "approve, seen, approval-digest",
    "maybe, good, approval-decision",
    "give-up, good, approval-decision",
    "happened, good, approval-output",
  })
  void aDecisionAboutAnythingElseIsRefused(String choice, String digest, String check) {
    String id = waiting();
    String seen = digest.equals("good") ? Sha256.hex(ORDER) : digest;
    String body = "{\"decision\":\"%s\",\"input_sha256\":\"%s\"}".formatted(choice, seen);
    assertThat(refusal(approval(id), officer(1), body)).isEqualTo(check);
    assertThat(step(id).state()).isEqualTo(ExecutionState.WAITING_FOR_APPROVAL);
  }

  @Test
  void whoIsNoOfficerDecidesNothingAndSeesNothing() {
    String id = waiting();
    List<VerifiedPeer> others = new ArrayList<>();
    others.add(rig.master.operator("auditor"));
    others.add(rig.master.foreign(rig.master.partner.buyer));
    for (VerifiedPeer peer : others) {
      assertThat(
              catchThrowableOfType(
                  ProblemException.class, () -> control.read(new Officer(peer), approval(id))))
          .isNotNull();
    }
    assertThat(refusal(approval(id), others.getFirst(), decision("approve")))
        .isEqualTo("wrong-operator-role");
    // The buyer is the caller of the job, too.
    assertThat(refusal(approval(id), others.getLast(), decision("approve")))
        .isEqualTo("not-an-operator");
    assertThat(rows("approval.decided")).isEmpty();
  }

  @Test
  void nobodyDecidesAboutAJobThatHasEnded() {
    String id = waiting();
    String approval = approval(id);
    runner.cancel(id, "cancelled-by: test");
    assertThat(refusal(approval, officer(1), decision("approve"))).isEqualTo("approval-ended");
    assertThat(step(id).state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(refusal("00000000-0000-0000-0000-000000000000", officer(1), decision("approve")))
        .isEqualTo("approval-unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"sum\":9007199254740993}, approval-parameters: json-number-inexact",
    "LONG, approval-parameters-too-long",
  })
  void whatNobodyCanBeShownExactlyIsNotApproved(String input, String reason) {
    String sent = input.equals("LONG") ? "\"" + "x".repeat(100_000) + "\"" : input;
    String id =
        rig.accept(
            "{\"purpose\":\"p\",\"steps\":[{\"id\":\"b\",\"capability\":\"ledger.post@1\","
                + "\"input\":"
                + sent
                + "}]}");
    assertThat(rig.finished(runner, id).reason()).contains("step b: " + reason);
    assertThat(ledger.orders()).isEmpty();
  }

  @Test
  void acceptedWorkIsPolledUnderTheApprovalOfItsOrder() {
    ledger.does(exchange -> TestAgent.accepted(exchange, "/work/orders/1", "working"));
    String id = waiting();
    decide(id, 1, "approve");
    assertThat(ended(id).state()).isEqualTo(ExecutionState.DONE);
    assertThat(ledger.orders()).hasSize(1);
    assertThat(ledger.polls()).isNotEmpty();
  }

  @Test
  void acceptedWorkForWhichNobodyWasAskedEndsWhenPoliciesAskForIt() {
    obligations = List.of();
    ledger.does(exchange -> TestAgent.accepted(exchange, "/work/orders/1", "working"));
    ledger.tells(exchange -> TestAgent.accepted(exchange, "/work/orders/1", "working"));
    String id = rig.accept(TWO_STEPS);
    runner.accept(id, () -> {});
    await().until(() -> !ledger.polls().isEmpty());
    obligations = List.of("approval");
    assertThat(rig.await(id).reason()).contains("step b: approval-missing");
  }

  @Test
  void parametersGoWithTheInputsAndTheRestWithTheJob() {
    String id = waiting();
    decide(id, 1, "approve");
    ended(id);
    rig.master.clock.move(Duration.ofMinutes(1));
    rig.master
        .jobDeletion()
        .deleteTexts(rig.master.clock.instant(), rig.master.clock.instant(), 10);
    assertThat(rig.master.column("select parameters from approval")).containsOnly("null");
    rig.master.jobDeletion().deleteJobs(rig.master.clock.instant(), 10);
    assertThat(rig.master.column("select approval_id from approval")).isEmpty();
    assertThat(rig.master.column("select approver from approval_decision")).isEmpty();
  }
}
