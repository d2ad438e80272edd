package org.bailiwick.master.runner;

import java.time.Duration;
import org.bailiwick.master.callout.AgentAnswer;
import org.bailiwick.master.callout.AgentCall;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepEnd;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.request.RequestContext;

/**
 * Executes a step: releases it, calls the agent, and stores the answer or tries again. A dependency
 * that the node lacks (database, HSM, registry) only delays a step, until the job's deadline. The
 * workflow runner learns of the end of a step when the end is durable.
 */
final class StepRunner {

  private static final Duration NODE_PAUSE = Duration.ofSeconds(1);

  private final StepReleaser releaser;
  private final AgentCaller caller;
  private final AgentInventory inventory;
  private final JobJournal journal;
  private final StepReports reports;
  private final RunnerSettings settings;
  private final Workers workers;
  private final CallSlots slots;
  private final WorkflowRunner workflow;

  StepRunner(
      StepReleaser releaser,
      AgentCaller caller,
      AgentInventory inventory,
      JobJournal journal,
      RunnerSettings settings,
      Workers workers,
      WorkflowRunner workflow) {
    this.releaser = releaser;
    this.caller = caller;
    this.inventory = inventory;
    this.journal = journal;
    this.reports = new StepReports(journal);
    this.settings = settings;
    this.workers = workers;
    this.slots = new CallSlots(settings.maxCalls(), workers.tasks());
    this.workflow = workflow;
  }

  void submit(JobRun run, StepRequest step) {
    slots.enter(run.inContext(() -> attempt(run, step)));
  }

  int callsUnderWay() {
    return slots.used();
  }

  private void attempt(JobRun run, StepRequest step) {
    boolean calling = false;
    try {
      if (!run.hasEnded()) {
        calling = begin(run, step);
      }
    } catch (RuntimeException e) {
      delay(run, step, e);
    } finally {
      if (!calling) {
        slots.leave();
      }
    }
  }

  /** Returns true when a call was started; its answer then frees the slot. */
  private boolean begin(JobRun run, StepRequest step) {
    return switch (releaser.release(run, step)) {
      case Release.Granted granted -> {
        workflow.changed(run);
        call(run, step, granted);
        yield true;
      }
      case Release.Denied denied -> {
        fail(run, step, denied.reason());
        yield false;
      }
      case Release.Dropped dropped -> false;
    };
  }

  private void call(JobRun run, StepRequest step, Release.Granted granted) {
    PendingCall call =
        caller.call(
            new AgentCall(
                granted.agent(),
                granted.token(),
                run.id() + "/" + step.id(),
                RequestContext.currentId(),
                run.work(step),
                settings.stepTimeout()));
    run.opened(step, granted.agent().serial(), call);
    if (inventory.isRevoked(granted.agent().serial())) {
      call.cancel(); // revoked between the release and the registration of this call
    }
    call.answer()
        .thenAccept(
            answer ->
                workers.tasks().execute(run.inContext(() -> answered(run, step, granted, answer))));
  }

  private void answered(JobRun run, StepRequest step, Release.Granted granted, AgentAnswer answer) {
    slots.leave();
    run.closed(step);
    if (run.hasEnded()) {
      return;
    }
    try {
      handle(run, step, granted, answer);
    } catch (RuntimeException e) {
      run.tries(step).bind(granted.agent().agent());
      delay(run, step, e);
    }
  }

  private void handle(JobRun run, StepRequest step, Release.Granted granted, AgentAnswer answer) {
    if (inventory.isRevoked(granted.agent().serial())) {
      fail(run, step, StepReleaser.revoked(granted.agent().agent()));
      return;
    }
    switch (answer) {
      case AgentAnswer.Output output -> finish(run, step, granted, output.json());
      case AgentAnswer.Refused refused -> {
        StepReports.log(granted.attempt(), FailedAttempt.soon(refused.reason(), ""));
        fail(run, step, refused.reason());
      }
      case AgentAnswer.NotReached notReached ->
          retry(run, step, granted, FailedAttempt.soon(notReached.reason(), notReached.cause()));
      case AgentAnswer.Busy busy -> {
        run.tries(step).bind(granted.agent().agent());
        retry(run, step, granted, FailedAttempt.later(busy.reason(), busy.after()));
      }
      case AgentAnswer.Unsure unsure -> {
        run.tries(step).bind(granted.agent().agent());
        retry(run, step, granted, FailedAttempt.soon(unsure.reason(), unsure.cause()));
      }
    }
  }

  private void finish(JobRun run, StepRequest step, Release.Granted granted, String json) {
    AuditEntry audit =
        AuditEntry.of("step.done", Outcome.DONE, "", granted.agent().agent().toString())
            .about(run.id() + "/" + step.id());
    if (journal.stepEnded(StepEnd.done(run.id(), step.id(), json), audit)) {
      run.done(step, json);
      workflow.changed(run);
      workflow.advance(run);
    }
  }

  private void fail(JobRun run, StepRequest step, String reason) {
    reports.failed(run, step, reason);
    workflow.stepFailed(run, step, reason);
  }

  private void retry(JobRun run, StepRequest step, Release.Granted granted, FailedAttempt failure) {
    StepTries tries = run.tries(step);
    if (tries.tries() >= settings.maxTries()) {
      StepReports.log(granted.attempt(), failure);
      fail(run, step, failure.reason());
      return;
    }
    reports.attemptFailed(run, granted.attempt(), failure);
    workflow.changed(run);
    workers.later(tries.pause(settings.firstPause(), failure.pause()), () -> submit(run, step));
  }

  private void delay(JobRun run, StepRequest step, RuntimeException cause) {
    reports.delayed(run, step, FailedAttempt.ofNode(cause, NODE_PAUSE));
    workflow.changed(run);
    workers.later(NODE_PAUSE, () -> submit(run, step));
  }
}
