package org.bailiwick.master.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.container.AsyncResponse;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.agentcard.TestCards;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.job.JobViews;
import org.bailiwick.master.job.StreamTarget;
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

/** The operations on a real journal, with the default policies (A2A 1.0 section 3.1). */
class AgentTasksTest {

  @TempDir private Path folder;
  private MasterRig rig;
  private TestAgent reader;
  private WorkflowRunner runner;
  private JobStreams streams;
  private AgentTasks tasks;
  private Caller caller;
  private final TextShares shares = new TextShares(1 << 20);
  private final List<Object> answers = new ArrayList<>();
  private RuntimeException gone;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1");
    TestAgent.list(rig, reader);
    runner = IdleRunner.of(rig);
    JobViews views = new JobViews(rig.journal, shares, rig.contexts);
    streams = new JobStreams(rig.journal::find, views, Runnable::run, 8, rig.writer::record);
    MasterSettings.Jobs limits =
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            20,
            8,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 100_000));
    tasks =
        new AgentTasks(
            new CallerAuthenticator("all-of(mtls,access-token)", rig.methods),
            new AgentTasks.Jobs(
                new JobIntake(IdleRunner.parts(rig), runner, limits, rig.records, shares),
                new JobControl(rig.gate, rig.journal, runner, views, rig.ca.domain(), rig.clock),
                streams),
            new TaskViews(rig.journal, shares),
            new OwnTasks(rig.store()),
            TestCards.of(rig),
            rig.clock);
    caller = caller(TestTokens.ALICE);
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  private Caller caller(String principal) {
    VerifiedPeer peer = rig.foreign(rig.partner.buyer);
    TokenRecord record =
        rig.accessToken(UUID.randomUUID().toString(), peer, "invoice.parse@1 fx.rates@1");
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(principal),
        Set.of("mtls", "access-token"),
        Optional.of(TestTokens.access(record, peer, principal)));
  }

  private static MessageOrder order(String id, String more) {
    return MessageOrder.read(
        MessageMembers.of(
            "The request",
            "{\"message\":{\"messageId\":\""
                + id
                + "\",\"role\":\"ROLE_USER\",\"parts\":"
                + "[{\"data\":{\"capability\":\"invoice.parse@1\"}}]}"
                + more
                + "}"));
  }

  private JobRecord started(String id) {
    return tasks.start(caller, order(id, ""));
  }

  private static void refused(ThrowingCallable work, A2aError error, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, work);
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.extensions()).containsEntry("reason", error.name());
  }

  @Test
  void aMessageIsAJobAndARepeatedOneTheSame() {
    JobRecord job = started("m");
    assertThat(started("m").jobId()).isEqualTo(job.jobId());
    assertThat(started("n").jobId()).isNotEqualTo(job.jobId());
    assertThat(rig.journal.unfinished()).hasSize(2);
    assertThat(rig.audit()).extracting(row -> row.event()).contains("job.accepted");
    assertThat(tasks.get(caller, job.jobId())).contains(job.jobId(), "TASK_STATE_WORKING");
    ProblemException reused =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                tasks.start(
                    caller,
                    MessageOrder.read(
                        MessageMembers.of(
                            "The request",
                            "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"parts\":"
                                + "[{\"data\":{\"capability\":\"fx.rates@1\"}}]}}"))));
    assertThat(reused.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
  }

  /** Nobody learns of a task by the answer to a request about it (section 3.3.2). */
  @Test
  void anotherCallersTaskLooksAsOneThatDoesNotExist() {
    JobRecord job = started("m");
    Caller other = caller("https://partner.example#other");
    List<ThrowingCallable> others = requests(other, job.jobId());
    List<ThrowingCallable> none = requests(caller, "none");
    for (int each = 0; each < others.size(); each++) {
      ProblemException hidden = catchThrowableOfType(ProblemException.class, others.get(each));
      ProblemException absent = catchThrowableOfType(ProblemException.class, none.get(each));
      assertThat(hidden.type()).isEqualTo(ProblemType.JOB_UNKNOWN).isEqualTo(absent.type());
      assertThat(hidden.detail()).isEqualTo(absent.detail());
      assertThat(hidden.extensions()).isEqualTo(absent.extensions());
      assertThat(hidden.check()).isNotEqualTo(absent.check()); // the log knows
    }
    assertThat(tasks.list(other, new MessageMembers(Map.of()))).contains("\"totalSize\":0");
    assertThat(rig.journal.unfinished()).containsExactly(job.jobId());
  }

  private List<ThrowingCallable> requests(Caller who, String task) {
    Asking asking = new Asking(who, () -> who);
    MessageOrder further = new MessageOrder("", "a2a:x", Optional.of(task), true);
    return List.of(
        () -> tasks.get(who, task),
        () -> tasks.cancel(who, task),
        () -> tasks.subscribe(asking, task, new Unreached()),
        () -> tasks.start(who, further));
  }

  @Test
  void threat55LongMessagesAreReadFewAtATime() {
    MessageMembers members =
        MessageMembers.of("The request", "{\"message\":\"" + "x".repeat(1 << 20) + "\"}");
    ThrowingCallable beside =
        () ->
            shares.holding(
                caller.identity().domain(),
                1000,
                () -> tasks.read(new Asking(caller, () -> caller), members));
    assertThat(catchThrowableOfType(ProblemException.class, beside).check())
        .isEqualTo("job-memory");
  }

  @Test
  void cancelsATaskOnce() {
    JobRecord job = started("m");
    assertThat(tasks.cancel(caller, job.jobId())).contains("TASK_STATE_CANCELED");
    refused(
        () -> tasks.cancel(caller, job.jobId()), A2aError.TASK_NOT_CANCELABLE, "a2a-task-ended");
    refused(
        () -> tasks.subscribe(new Asking(caller, () -> caller), job.jobId(), new Unreached()),
        A2aError.UNSUPPORTED_OPERATION,
        "a2a-task-ended");
  }

  @Test
  void aTaskTakesNoFurtherMessage() {
    JobRecord job = started("m");
    MessageOrder further = new MessageOrder("", "a2a:x", Optional.of(job.jobId()), true);
    refused(
        () -> tasks.start(caller, further), A2aError.UNSUPPORTED_OPERATION, "a2a-further-message");
  }

  @Test
  void listsOwnTasksByTheirLastChange() {
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      ids.add(started("m" + number).jobId());
    }
    tasks.cancel(caller, ids.getFirst());
    JsonObject first = list("{\"pageSize\":2}");
    assertThat(idsOf(first)).containsExactly(ids.get(0), ids.get(2));
    assertThat(first.getInt("totalSize")).isEqualTo(3);
    JsonObject second =
        list("{\"pageSize\":2,\"pageToken\":\"" + first.getString("nextPageToken") + "\"}");
    assertThat(idsOf(second)).containsExactly(ids.get(1));
    assertThat(second.getString("nextPageToken")).isEmpty();
    assertThat(idsOf(list("{\"status\":\"TASK_STATE_CANCELED\"}"))).containsExactly(ids.getFirst());
    assertThat(idsOf(list("{\"status\":\"TASK_STATE_WORKING\"}"))).hasSize(2);
    assertThat(idsOf(list("{\"status\":\"TASK_STATE_AUTH_REQUIRED\"}"))).isEmpty();
    assertThat(idsOf(list("{\"contextId\":\"" + ids.get(1) + "\"}"))).containsExactly(ids.get(1));
    assertThat(idsOf(list("{\"statusTimestampAfter\":\"2100-01-01T00:00:00Z\"}"))).isEmpty();
    assertThat(idsOf(list("{\"pageToken\":\"none\"}"))).isEmpty();
    for (String bad :
        List.of(
            "{\"pageSize\":0}",
            "{\"pageSize\":101}",
            "{\"status\":\"done\"}",
            "{\"statusTimestampAfter\":\"now\"}",
            "{\"tenant\":\"t\"}")) {
      assertThat(catchThrowableOfType(ProblemException.class, () -> list(bad)).extensions())
          .as(bad)
          .containsEntry("reason", "INVALID_PARAMS");
    }
  }

  private JsonObject list(String request) {
    return StrictJson.object(tasks.list(caller, MessageMembers.of("The request", request)));
  }

  private static List<String> idsOf(JsonObject page) {
    return page.getJsonArray("tasks").getValuesAs(JsonObject.class).stream()
        .map(task -> task.getString("id"))
        .toList();
  }

  @Test
  void anAnswerWaitsForTheEndOfItsTaskAndNotLongerThanItMay() {
    ask("m", "");
    assertThat(answers).isEmpty();
    String task = rig.journal.unfinished().getFirst();
    tasks.cancel(caller, task);
    streams.refresh();
    assertThat(answers).containsExactly("CANCELED");
    assertThat(streams.openStreams()).isZero();

    answers.clear();
    ask("n", "");
    rig.clock.move(AgentTasks.LONGEST_WAIT.minusSeconds(1));
    streams.refresh();
    assertThat(answers).isEmpty();
    rig.clock.move(Duration.ofSeconds(1));
    streams.refresh();
    assertThat(answers).containsExactly("WORKING");
    assertThat(streams.openStreams()).isZero();

    answers.clear();
    ask("o", ",\"configuration\":{\"returnImmediately\":true}");
    assertThat(answers).containsExactly("WORKING");
  }

  /** The caller was revoked, or its token has ended: it learns no more of its task. */
  @Test
  void anAnswerThatWaitsIsRefusedWhenItsCallerIs() {
    ask("m", "");
    gone = new ProblemException(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", "It was revoked.");
    streams.refresh();
    assertThat(answers).containsExactly(gone);
    assertThat(rig.audit().getLast().event()).isEqualTo("job-stream.ended");
  }

  /** Of eight streams one reader has two; its third message is answered at once. */
  @Test
  void aCallerWithManyWaitingAnswersGetsTheNextAtOnce() {
    ask("m", "");
    ask("n", "");
    assertThat(answers).isEmpty();
    ask("o", "");
    assertThat(answers).containsExactly("WORKING");
  }

  @Test
  void theExtendedCardHasWhatTheCallerMayUseAndSomebodyHasNow() {
    JsonObject card = StrictJson.object(tasks.extendedCard(caller));
    assertThat(card.getJsonArray("skills").getValuesAs(JsonObject.class))
        .extracting(skill -> skill.getString("id"))
        .containsExactly("job", "invoice.parse@1");
    assertThat(rig.audit().getLast().event()).isNotEmpty();
  }

  private void ask(String id, String more) {
    Supplier<Caller> again =
        () -> {
          if (gone != null) {
            throw gone;
          }
          return caller;
        };
    AsyncResponse answer =
        (AsyncResponse)
            Proxy.newProxyInstance(
                AgentTasksTest.class.getClassLoader(),
                new Class<?>[] {AsyncResponse.class},
                (proxy, method, arguments) -> {
                  answers.add(arguments[0]);
                  return true;
                });
    tasks.answer(new Asking(caller, again), order(id, more), answer, AgentTasksTest::state);
  }

  /** The name of the state, instead of the whole answer. */
  private static String state(String task) {
    String state = StrictJson.object(task).getJsonObject("status").getString("state");
    return state.substring("TASK_STATE_".length());
  }

  /** The target of a stream that is refused. */
  private static final class Unreached implements StreamTarget {
    @Override
    public boolean send(JobRecord job, Supplier<String> view) {
      throw new AssertionError("nobody may follow this task");
    }

    @Override
    public void close() {
      throw new AssertionError("nobody may follow this task");
    }
  }
}
