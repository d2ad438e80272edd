package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent may accept the work of a step and do it later; it is asked for the result. */
class AcceptedWorkTest {

  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final String OTHER_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\"}]}";
  private static final String PLACE = "/work/orders/7";
  private static final RunnerSettings.Polls RARE =
      new RunnerSettings.Polls(Duration.ofHours(1), Duration.ofHours(1));
  private static final RunnerSettings.Polls OFTEN =
      new RunnerSettings.Polls(Duration.ofMillis(10), Duration.ofMillis(50));

  @TempDir java.nio.file.Path folder;
  private RunnerRig rig;
  private TestAgent reader;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
    reader.does(exchange -> TestAgent.accepted(exchange, PLACE, "submitted"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private StepRecord step(String jobId) {
    return rig.master.journal.find(jobId).orElseThrow().steps().getFirst();
  }

  /** Starts a job whose work the agent accepts; the next poll is an hour away. */
  private String submitted(WorkflowRunner runner) {
    String id = rig.accept(ONE_STEP);
    runner.accept(id, () -> {});
    await().until(() -> step(id).state() == ExecutionState.SUBMITTED);
    await().until(() -> runner.stepsFollowed() == 1);
    return id;
  }

  private WorkflowRunner rarely() {
    rig.polls = RARE;
    return rig.runner();
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  /** The polls, each of which the HTTP client may send twice when a connection breaks. */
  private List<String> pollTokens() {
    return reader.polls().stream().map(TestAgent.Poll::token).distinct().toList();
  }

  @Test
  void isPolledUntilItIsDone() {
    AtomicInteger polls = new AtomicInteger();
    reader.tells(
        exchange -> {
          if (polls.incrementAndGet() < 3) {
            TestAgent.accepted(exchange, "/elsewhere", "working");
          } else {
            TestAgent.output(exchange, "{\"output\":\"late\"}");
          }
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.journal.results(job.jobId(), List.of("a"))).containsValue("\"late\"");
    assertThat(reader.orders()).hasSize(1);
    assertThat(job.steps().getFirst().attempts()).hasSize(1);
    assertThat(reader.polls())
        .hasSize(3)
        .allMatch(poll -> poll.path().equals(PLACE))
        .allMatch(poll -> poll.idempotencyKey().equals(job.jobId() + "/a"));
    assertThat(rows("step.polled")).hasSize(3);
    assertThat(rows("step.accepted"))
        .extracting(row -> row.members().toString())
        .satisfiesExactly(
            first -> assertThat(first).contains("submitted"),
            second -> assertThat(second).contains("working"));
  }

  @Test
  void eachPollHasATokenOfItsOwnThatEndsWithTheStep() {
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    String order = reader.orders().getFirst().token();
    String poll = reader.polls().getFirst().token();
    assertThat(poll).isNotEqualTo(order);
    assertThat(rig.master.mint.read(poll).call().callee()).contains(reader.leaf.id().toString());
    for (String each : List.of(order, poll)) {
      assertThat(rig.master.ledger.state(rig.master.mint.read(each).jti()).toString())
          .as("job %s", job.jobId())
          .contains("step-done");
    }
  }

  @Test
  void aPollAfterTheTokensLifetimeHasAValidOne() {
    AtomicInteger polls = new AtomicInteger();
    reader.tells(
        exchange -> {
          if (polls.incrementAndGet() == 1) {
            rig.master.clock.move(Duration.ofMinutes(3));
            TestAgent.accepted(exchange, PLACE, "working");
          } else {
            TestAgent.output(exchange, "{\"output\":1}");
          }
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(rig.master.mint.read(reader.polls().getLast().token()).lifetime().expiresAt())
        .isAfter(rig.master.clock.instant())
        .isBeforeOrEqualTo(job.progress().deadline());
  }

  @Test
  void holdsNoSlotWhileItWaits() {
    WorkflowRunner runner = rarely();
    for (int i = 0; i <= RunnerRig.MAX_CALLS; i++) {
      String id = rig.accept(ONE_STEP);
      runner.accept(id, () -> {});
      await().until(() -> step(id).state() == ExecutionState.SUBMITTED);
    }
    await().until(() -> runner.callsUnderWay() == 0);
    assertThat(rig.finished(runner, rig.accept(OTHER_STEP)).state()).isEqualTo(ExecutionState.DONE);
    assertThat(runner.stepsFollowed()).isEqualTo(RunnerRig.MAX_CALLS + 1);
  }

  @Test
  void afterAKillIsPolledAndNotOrderedAgain() {
    String id = submitted(rarely());
    rig.kill();
    rig.polls = OFTEN;
    rig.runner().keepUp();
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders()).hasSize(1);
    assertThat(reader.polls()).hasSize(1);
    assertThat(job.steps().getFirst().attempts()).hasSize(1);
  }

  @Test
  void aStoredUrlThatLeadsElsewhereIsNotPolled() {
    TestAgent other = rig.agent("other", "ledger.post@1");
    rig.listAgents();
    String id = submitted(rarely());
    rig.kill();
    rig.master.run("update attempt set status_url = '%s/1'".formatted(other.listed().locator()));
    rig.runner().keepUp();
    assertThat(rig.await(id).reason()).contains("step a: agent-status-url");
    assertThat(other.polls()).isEmpty();
    assertThat(reader.polls()).isEmpty();
  }

  @Test
  void isRefusedIfItsStateIsToldElsewhere() {
    TestAgent other = rig.agent("other", "ledger.post@1");
    String elsewhere = other.listed().locator() + "/orders/7";
    for (String place : List.of(elsewhere, "/admin", "/work/../admin")) {
      reader.does(exchange -> TestAgent.accepted(exchange, place, "working"));
      JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
      assertThat(job.reason()).contains("step a: agent-status-url");
    }
    assertThat(other.polls()).isEmpty();
    assertThat(reader.polls()).isEmpty();
  }

  @Test
  void aStateThatNobodyKnowsIsMalformed() {
    reader.does(exchange -> TestAgent.accepted(exchange, PLACE, "sleeping"));
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).reason())
        .contains("step a: agent-answer-malformed");
  }

  @Test
  void aRedirectOfAPollIsNotFollowed() {
    reader.tells(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/work/orders/8");
          exchange.sendResponseHeaders(302, -1);
        });
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).reason())
        .contains("step a: agent-redirects: status 302");
    assertThat(reader.polls()).hasSize(1);
  }

  @Test
  void anAgentThatNeedsInputFailsItsStep() {
    reader.tells(exchange -> TestAgent.accepted(exchange, PLACE, "needs-input"));
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).reason())
        .contains("step a: agent-needs-input");
  }

  @Test
  void aRefusalOfAPollFailsTheStep() {
    reader.tells(exchange -> TestAgent.problem(exchange, 404, "not-found"));
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).reason())
        .contains("step a: not-found: status 404");
  }

  @Test
  void aPollThatFailsIsRepeated() {
    reader.tells(
        exchange -> {
          switch (pollTokens().size()) {
            case 1 -> throw new IOException("the connection breaks");
            case 2 -> {
              exchange.getResponseHeaders().set("Retry-After", "0");
              TestAgent.problem(exchange, 503, "dependency-unavailable");
            }
            case 3 -> TestAgent.accepted(exchange, PLACE, "working");
            case 4, 5 -> throw new IOException("the connection breaks");
            default -> TestAgent.output(exchange, "{\"output\":1}");
          }
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(reader.orders()).hasSize(1);
    assertThat(rows("poll.failed"))
        .extracting(AuditRow::check)
        .containsExactly(
            "agent-connection-broken",
            "dependency-unavailable",
            "agent-connection-broken",
            "agent-connection-broken");
  }

  @Test
  void theStepFailsAfterTooManyFailedPollsInARow() {
    reader.tells(
        exchange -> {
          throw new IOException("the connection breaks");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.reason()).contains("step a: agent-connection-broken");
    assertThat(pollTokens()).hasSize(RunnerRig.MAX_TRIES);
    assertThat(reader.orders()).hasSize(1);
  }

  @Test
  void threat41ARevokedAgentLosesItsAcceptedWorkAtOnce() {
    WorkflowRunner runner = rarely();
    String id = submitted(runner);
    rig.master.inventory.revoke(reader.serial());
    runner.credentialRevoked(reader.serial());
    assertThat(rig.await(id).reason())
        .contains("step a: credential-revoked: spiffe://bailiwick.example/agent/invoice-reader");
    assertThat(reader.polls()).isEmpty();
  }

  @Test
  void threat55WorkThatNeverEndsIsGivenUpAtTheDeadline() {
    WorkflowRunner runner = rarely();
    String id = submitted(runner);
    rig.master.clock.move(Duration.ofHours(2));
    runner.keepUp();
    assertThat(rig.await(id).reason()).contains("deadline-passed");
    assertThat(step(id).state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(runner.stepsFollowed()).isZero();
    assertThat(reader.polls()).isEmpty();
  }
}
