package org.bailiwick.master.a2a;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.a2amessage.PushConfiguration;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.push.PushConfigurations;
import org.bailiwick.master.push.TaskNews;

/**
 * The operations on configurations of push notifications (A2A 1.0 sections 3.1.7 to 3.1.10), the
 * same for both bindings. A configuration is of use to the owner of the task alone, also where a
 * policy lets others read the task.
 */
public final class PushOperations {

  private static final String TASK = "taskId";
  private static final String ID = "id";
  private static final int MOST = 100;

  private final AgentTasks tasks;
  private final PushConfigurations pushes;

  PushOperations(AgentTasks tasks, PushConfigurations pushes) {
    this.tasks = tasks;
    this.pushes = pushes;
  }

  /** What clients are told of tasks: what they get by a stream, too. */
  static TaskNews news(TaskViews views) {
    return new TaskNews() {
      @Override
      public Optional<String> artifact(JobRecord job, String stepId) {
        return views.artifactUpdates(job, Set.of(stepId)).stream().findFirst();
      }

      @Override
      public String status(JobRecord job) {
        return TaskView.statusUpdate(job);
      }
    };
  }

  /** Creates the configuration of a request whose members name the task. */
  String create(Caller caller, MessageMembers request) {
    return create(caller, task(request), request);
  }

  /**
   * Creates a configuration for a task that has not ended, and returns its JSON.
   *
   * @throws ProblemException with the reason of the error of A2A
   */
  String create(Caller caller, String task, MessageMembers request) {
    pushes.requireOn();
    if (!request.string(TASK).orElse(task).equals(task)) {
      throw A2aError.INVALID_PARAMS.refusal("a2a-push-task", "taskId names another task.");
    }
    PushConfiguration wanted = PushConfiguration.read(request);
    JobRecord job = own(caller, task);
    if (job.state().isFinal()) {
      throw A2aError.UNSUPPORTED_OPERATION.refusal(
          "a2a-task-ended", "The task has ended; get it instead.");
    }
    return pushes.create(job, wanted);
  }

  /** The JSON of the configuration that a request names. */
  String get(Caller caller, MessageMembers request) {
    return get(caller, task(request), id(request));
  }

  /** The JSON of a configuration. */
  String get(Caller caller, String task, String id) {
    pushes.requireOn();
    return pushes
        .find(own(caller, task), id)
        .orElseThrow(
            () ->
                A2aError.TASK_NOT_FOUND.refusal(
                    "a2a-push-unknown", "The task has no such configuration."));
  }

  /** The configurations of the task that a request names. */
  String list(Caller caller, MessageMembers request) {
    return list(caller, task(request), request);
  }

  /** All configurations of a task, on one page. */
  String list(Caller caller, String task, MessageMembers request) {
    pushes.requireOn();
    MessageOrder.requireNoTenant(request);
    request.number("pageSize", MOST);
    if (request.string("pageToken").isPresent()) {
      throw A2aError.INVALID_PARAMS.refusal("a2a-push-page", "There is one page only.");
    }
    List<String> all = pushes.list(own(caller, task));
    return "{\"configs\":[%s],\"nextPageToken\":\"\"}".formatted(String.join(",", all));
  }

  /** Deletes the configuration that a request names. */
  String delete(Caller caller, MessageMembers request) {
    return delete(caller, task(request), id(request));
  }

  /** Deletes a configuration, and returns the empty object; one that is not there counts too. */
  String delete(Caller caller, String task, String id) {
    pushes.requireOn();
    pushes.delete(own(caller, task), id);
    return "{}";
  }

  private JobRecord own(Caller caller, String task) {
    JobRecord job = tasks.readable(caller, task);
    if (!caller.owns(job.owner())) {
      throw AgentTasks.unknown("a2a-push-owner");
    }
    return job;
  }

  private static String task(MessageMembers request) {
    MessageOrder.requireNoTenant(request);
    return request
        .string(TASK)
        .orElseThrow(() -> A2aError.INVALID_PARAMS.refusal("a2a-task-id", "taskId is missing."));
  }

  private static String id(MessageMembers request) {
    return request
        .string(ID)
        .orElseThrow(() -> A2aError.INVALID_PARAMS.refusal("a2a-push-id", "id is missing."));
  }
}
