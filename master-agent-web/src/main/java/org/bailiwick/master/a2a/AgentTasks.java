package org.bailiwick.master.a2a;

import jakarta.ws.rs.container.AsyncResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.agentcard.AgentCards;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.job.RequestCredentials;
import org.bailiwick.master.job.StreamTarget;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.push.PushConfigurations;
import org.bailiwick.node.request.HeldAnswer;

/** The operations of A2A 1.0 (section 3.1), the same for both bindings. */
public final class AgentTasks {

  /** How long an answer waits for the end of a task. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final CallerAuthenticator callers;
  private final Jobs jobs;
  private final TaskViews views;
  private final OwnTasks list;
  private final AgentCards cards;
  private final PushConfigurations pushes;
  private final Clock clock;

  /** What does the work of jobs. */
  record Jobs(JobIntake intake, JobControl control, JobStreams streams) {}

  AgentTasks(
      CallerAuthenticator callers,
      Jobs jobs,
      TaskViews views,
      OwnTasks list,
      AgentCards cards,
      PushConfigurations pushes,
      Clock clock) {
    this.callers = callers;
    this.jobs = jobs;
    this.views = views;
    this.list = list;
    this.cards = cards;
    this.pushes = pushes;
    this.clock = clock;
  }

  /** Authenticates the caller of a request by the rule of this service. */
  Asking authenticate(RequestCredentials shown, Optional<String> body) {
    PresentedCredentials presented = shown.presented(body);
    Caller caller = callers.authenticate(presented);
    Supplier<PresentedCredentials> again = shown.again(presented);
    return new Asking(caller, () -> callers.authenticate(again.get()));
  }

  /** Reads a SendMessageRequest, while few long ones of a domain's callers are in memory. */
  MessageOrder read(Asking asking, MessageMembers request) {
    return views.holding(
        asking.caller().identity(), request.length(), () -> MessageOrder.read(request));
  }

  /** Starts the job of a message, and returns it; a repeated message gets the earlier job. */
  JobRecord start(Caller caller, MessageOrder order) {
    order
        .task()
        .ifPresent(
            task -> {
              readable(caller, task);
              throw A2aError.UNSUPPORTED_OPERATION.refusal(
                  "a2a-further-message", "A task takes no further messages; send a new one.");
            });
    order.push().ifPresent(pushes::requireAllowed);
    String jobId = jobs.intake().accept(caller, order.job(), Optional.of(order.key()));
    JobRecord job = views.find(jobId).orElseThrow(() -> unknown("job-unknown"));
    order.push().ifPresent(push -> pushes.keep(job, push));
    return job;
  }

  /**
   * Answers with the task of a message, when it has ended, or at once if the message says so or the
   * caller has as many streams as it may.
   *
   * @param wrapped makes the answer of the task's JSON
   */
  void answer(
      Asking asking, MessageOrder order, AsyncResponse answer, Function<String, ?> wrapped) {
    JobRecord job = start(asking.caller(), order);
    if (!order.waits() || job.state().isFinal()) {
      answer.resume(wrapped.apply(views.of(job)));
      return;
    }
    HeldAnswer held =
        new HeldAnswer(answer, () -> jobs.control().requireRead(asking.again().get(), job));
    TaskWait wait =
        new TaskWait(
            held,
            () -> wrapped.apply(views.now(job)),
            ended -> wrapped.apply(views.of(ended)),
            clock,
            clock.instant().plus(LONGEST_WAIT));
    try {
      jobs.streams().open(asking.reader(jobs.control()), job.jobId(), wait);
    } catch (ProblemException refusal) {
      if (refusal.type() != ProblemType.TOO_MANY_REQUESTS) {
        throw refusal;
      }
      wait.close();
    }
  }

  /** Opens a stream of the task of a message. */
  void stream(Asking asking, MessageOrder order, StreamTarget target) {
    JobRecord job = start(asking.caller(), order);
    jobs.streams().open(asking.reader(jobs.control()), job.jobId(), target);
  }

  /** Opens a stream of a task that has not ended. */
  void subscribe(Asking asking, String task, StreamTarget target) {
    JobRecord job = readable(asking.caller(), task);
    if (job.state().isFinal()) {
      throw A2aError.UNSUPPORTED_OPERATION.refusal(
          "a2a-task-ended", "The task has ended; get it instead.");
    }
    jobs.streams().open(asking.reader(jobs.control()), job.jobId(), target);
  }

  /** The JSON of a task of this caller. */
  String get(Caller caller, String task) {
    return views.of(readable(caller, task));
  }

  /** Cancels a task of this caller that has not ended, and returns its JSON. */
  String cancel(Caller caller, String task) {
    if (readable(caller, task).state().isFinal()) {
      throw ended();
    }
    JobRecord job = hidden(() -> jobs.control().cancel(caller, task));
    if (job.state().isFinal() && job.state() != ExecutionState.CANCELLED) {
      throw ended();
    }
    return views.of(job);
  }

  /** A page of the caller's tasks, in JSON; without artifacts unless the request asks for them. */
  String list(Caller caller, MessageMembers request) {
    boolean withArtifacts = request.flag("includeArtifacts");
    OwnTasks.Page page =
        list.page(caller.owner().orElseThrow(AccessTokenMethod::required), request);
    List<String> tasks = new ArrayList<>();
    for (String jobId : page.jobs()) {
      Optional<JobRecord> job = views.find(jobId);
      job.ifPresent(record -> jobs.control().requireRead(caller, record));
      job.map(record -> withArtifacts ? views.of(record) : TaskView.task(record, Map.of()))
          .ifPresent(tasks::add);
    }
    return "{\"tasks\":[%s],\"nextPageToken\":%s,\"pageSize\":%d,\"totalSize\":%d}"
        .formatted(
            String.join(",", tasks), JsonTexts.quoted(page.next()), tasks.size(), page.total());
  }

  /** The card with the skills that this caller may use now. */
  String extendedCard(Caller caller) {
    return cards.extended(jobs.intake().requireAdmitted(caller));
  }

  /** What reads tasks for streams. */
  TaskViews views() {
    return views;
  }

  /** A job that this caller may read. Another caller's job looks as one that does not exist. */
  JobRecord readable(Caller caller, String task) {
    return hidden(() -> jobs.control().read(caller, task));
  }

  private static JobRecord hidden(Supplier<JobRecord> read) {
    try {
      return read.get();
    } catch (ProblemException refusal) {
      boolean hides =
          refusal.type() == ProblemType.JOB_UNKNOWN || refusal.type() == ProblemType.POLICY_DENIED;
      throw hides ? unknown(refusal.check()) : refusal;
    }
  }

  static ProblemException unknown(String check) {
    return A2aError.TASK_NOT_FOUND.refusal(check, "There is no such task of this caller.");
  }

  private static ProblemException ended() {
    return A2aError.TASK_NOT_CANCELABLE.refusal("a2a-task-ended", "The task has ended already.");
  }
}
