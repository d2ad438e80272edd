package org.bailiwick.master.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.push.PushConfigurations;
import org.bailiwick.master.push.TaskNews;
import org.bailiwick.master.push.TestPushes;
import org.bailiwick.node.outbound.Origin;
import org.junit.jupiter.api.Test;

/** Where clients are told of their tasks (A2A 1.0 sections 3.1.7 to 3.1.10). */
class PushOperationsTest extends A2aTestBase {
  private static final String HOOK =
      ",\"configuration\":{\"taskPushNotificationConfig\":{\"url\":\"https://hook.example/a\"}}";

  private AgentTasks told() {
    return tasks(TestPushes.to(rig, Set.of(new Origin("hook.example", 443))));
  }

  /** With the first message of a task, before the task can end; a repeated one changes nothing. */
  @Test
  void aMessageMayNameWhereItsClientIsTold() {
    JobRecord job = told().start(caller, order("m", HOOK));
    assertThat(rig.column("select push_id from push_configuration"))
        .containsExactly(job.jobId() + "/" + job.jobId());
    assertThat(told().start(caller, order("m", HOOK)).jobId()).isEqualTo(job.jobId());
    assertThat(rig.column("select push_id from push_configuration")).hasSize(1);
  }

  /** Nothing is started for a client that would wait in vain. */
  @Test
  void aMessageThatNamesWhatIsNotListedStartsNothing() {
    refused(
        () -> tasks.start(caller, order("m", HOOK)),
        A2aError.PUSH_NOTIFICATION_NOT_SUPPORTED,
        "a2a-push");
    refused(
        () -> told().start(caller, order("m", HOOK.replace("hook.", "other."))),
        A2aError.INVALID_PARAMS,
        "a2a-push-origin");
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  private PushOperations pushes(PushConfigurations configurations) {
    return new PushOperations(tasks, configurations);
  }

  private static MessageMembers members(String json) {
    return MessageMembers.of("The request", json);
  }

  @Test
  void configurationsAreMadeReadListedAndDeleted() {
    PushOperations pushes = pushes(TestPushes.to(rig, Set.of(new Origin("hook.example", 443))));
    String task = started("m").jobId();
    String named = "{\"taskId\":\"" + task + "\",\"id\":\"c\"";
    String made = pushes.create(caller, members(named + ",\"url\":\"https://hook.example/a\"}"));
    assertThat(pushes.get(caller, members(named + "}"))).isEqualTo(made);
    assertThat(pushes.list(caller, members(named + "}")))
        .isEqualTo("{\"configs\":[" + made + "],\"nextPageToken\":\"\"}");
    assertThat(pushes.delete(caller, members(named + "}"))).isEqualTo("{}");
    assertThat(pushes.delete(caller, members(named + "}"))).isEqualTo("{}");
    refused(
        () -> pushes.get(caller, members(named + "}")),
        A2aError.TASK_NOT_FOUND,
        "a2a-push-unknown");
    refused(
        () -> pushes.create(caller, "other", members(named + "}")),
        A2aError.INVALID_PARAMS,
        "a2a-push-task");
    refused(
        () -> pushes.list(caller, task, members("{\"pageToken\":\"x\"}")),
        A2aError.INVALID_PARAMS,
        "a2a-push-page");
    tasks.cancel(caller, task);
    refused(
        () -> pushes.create(caller, task, members("{\"url\":\"https://hook.example/a\"}")),
        A2aError.UNSUPPORTED_OPERATION,
        "a2a-task-ended");
  }

  /** Threat: a caller has itself told of another caller's task, or learns that there is one. */
  @Test
  void nobodyIsToldOfAnotherCallersTask() {
    PushOperations pushes = pushes(TestPushes.to(rig, Set.of(new Origin("hook.example", 443))));
    Caller other = caller("https://partner.example#other");
    String task = started("m").jobId();
    MessageMembers wanted = members("{\"url\":\"https://hook.example/a\"}");
    pushes.create(caller, task, wanted);
    for (String each : List.of(task, "none")) {
      List<ThrowingCallable> all =
          List.of(
              () -> pushes.create(other, each, wanted),
              () -> pushes.get(other, each, "c"),
              () -> pushes.list(other, each, members("{}")),
              () -> pushes.delete(other, each, "c"));
      for (ThrowingCallable request : all) {
        ProblemException hidden = catchThrowableOfType(ProblemException.class, request);
        assertThat(hidden.type()).isEqualTo(ProblemType.JOB_UNKNOWN);
        assertThat(hidden.detail()).isEqualTo("There is no such task of this caller.");
      }
    }
    assertThat(rig.column("select push_id from push_configuration")).hasSize(1);
  }

  @Test
  void whereNobodyIsToldEachOperationSaysSo() {
    PushOperations pushes = pushes(TestPushes.off(rig));
    String task = started("m").jobId();
    for (ThrowingCallable request :
        List.<ThrowingCallable>of(
            () -> pushes.create(caller, task, members("{\"url\":\"https://hook.example/a\"}")),
            () -> pushes.get(caller, task, "c"),
            () -> pushes.list(caller, task, members("{}")),
            () -> pushes.delete(caller, task, "c"))) {
      refused(request, A2aError.PUSH_NOTIFICATION_NOT_SUPPORTED, "a2a-push");
    }
  }

  @Test
  void clientsAreToldWhatStreamsHave() {
    TaskNews news = PushOperations.news(tasks.views());
    JobRecord job = started("m");
    assertThat(news.artifact(job, "step")).isEmpty();
    tasks.cancel(caller, job.jobId());
    assertThat(news.status(rig.journal.find(job.jobId()).orElseThrow()))
        .startsWith("{\"statusUpdate\":{\"taskId\":\"" + job.jobId())
        .contains("TASK_STATE_CANCELED");
  }
}
