package org.bailiwick.master.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.container.AsyncResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.StreamTarget;
import org.bailiwick.master.journal.JobRecord;
import org.junit.jupiter.api.Test;

/** The operations on a real journal, with the default policies (A2A 1.0 section 3.1). */
class AgentTasksTest extends A2aTestBase {
  private final List<Object> answers = new ArrayList<>();
  private RuntimeException gone;

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
    MessageOrder further = new MessageOrder("", "a2a:x", Optional.of(task), true, Optional.empty());
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
    MessageOrder further =
        new MessageOrder("", "a2a:x", Optional.of(job.jobId()), true, Optional.empty());
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
