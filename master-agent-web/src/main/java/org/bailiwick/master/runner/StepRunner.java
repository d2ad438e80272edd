package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bailiwick.master.callout.AssetCaller;
import org.bailiwick.master.callout.CallAnswer;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.callout.StepCall;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.inventory.CallableAsset;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.parties.StepAssets;
import org.bailiwick.master.runner.StepReports.FailedAttempt;
import org.bailiwick.master.slots.CallSlot;
import org.bailiwick.master.slots.CallSlots;
import org.bailiwick.master.slots.SlotOwner;
import org.bailiwick.master.slots.SlotRequest;
import org.bailiwick.master.texts.CallTexts;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.LeaseLostException;
import org.bailiwick.node.request.RequestContext;

/**
 * Executes a step: releases it, calls the asset, and stores the answer or tries again. Accepted
 * work is polled. A dependency that the node lacks (database, HSM, registry) only delays a step,
 * until the job's deadline. The workflow runner learns of the end of a step when the end is
 * durable.
 */
final class StepRunner {

  private static final Duration NODE_PAUSE = Duration.ofSeconds(1);

  /** The reason of an attempt that was released, and whose agent was then not called. */
  private static final String LEASE_LAPSED = StepTries.NOT_REACHED + ": " + JobRun.LEASE_LAPSED;

  private final StepReleaser releaser;
  private final StepAssets assets;
  private final JobJournal journal;
  private final JobLoader loader;
  private final StepReports reports;
  private final StepFollower follower;
  private final RunnerSettings settings;
  private final Workers workers;
  private final CallSlots slots;
  private final CallTexts texts;
  private final TakeOvers takeOvers;
  private final WorkflowRunner workflow;

  StepRunner(
      WorkflowRunner.Parts parts,
      JobLoader loader,
      RunnerSettings settings,
      Workers workers,
      TakeOvers takeOvers,
      WorkflowRunner workflow) {
    WorkflowRunner.StepParts steps = parts.steps();
    this.assets =
        new StepAssets(steps.inventory(), steps.credentials(), steps.callers().domains()::find);
    this.journal = parts.journal();
    this.loader = loader;
    this.releaser =
        new StepReleaser(
            new CallerStatus(steps.partners(), steps.credentials(), steps.accounts()),
            assets,
            steps.gate(),
            steps.mint(),
            journal,
            steps.callers(),
            parts.catalogue(),
            parts.clock());
    this.reports = new StepReports(journal);
    this.follower = new StepFollower(journal, reports, settings, workers, this);
    this.settings = settings;
    this.workers = workers;
    this.slots = new CallSlots(settings.calls(), assets, workers::execute);
    this.texts = new CallTexts(settings.memory().calls());
    this.takeOvers = takeOvers;
    this.workflow = workflow;
  }

  /** The slot of a call, and what its asset is sent. */
  private record Turn(CallSlot slot, BiFunction<AssetCaller, StepCall, PendingCall> message) {}

  void submit(JobRun run, StepRequest step) {
    SlotRequest request =
        new SlotRequest(
            SlotOwner.of(run.job().owner().caller()),
            run.demand(step),
            slot -> run.inContext(() -> attempt(run, step, slot)).run());
    if (run.tries(step).accepted().isPresent()) {
      slots.enter(request); // a poll sends no text
    } else {
      texts.enter(run.need(step), () -> slots.enter(request));
    }
  }

  private void leaveTexts(JobRun run, StepRequest step) {
    if (run.tries(step).accepted().isEmpty()) {
      texts.leave(run.need(step));
    }
  }

  int callsUnderWay() {
    return slots.used();
  }

  int callsWaiting() {
    return slots.waiting();
  }

  /** Begins the calls that wait for an agent and that an agent can take meanwhile. */
  void reviewWaiting() {
    slots.review();
  }

  private void attempt(JobRun run, StepRequest step, CallSlot slot) {
    boolean calling = false;
    try {
      if (!run.hasEnded()) {
        run.requireLease();
        calling = begin(run, step, slot);
      }
    } catch (RuntimeException e) {
      delay(run, step, e);
    } finally {
      if (!calling) {
        slot.leave();
        leaveTexts(run, step);
      }
    }
  }

  /** Returns true when a call was started; its answer then frees the slot. */
  private boolean begin(JobRun run, StepRequest step, CallSlot slot) {
    Optional<Turn> turn = loader.message(run, step).map(message -> new Turn(slot, message));
    if (turn.isEmpty()) {
      fail(run, step, JobJournal.UNREADABLE);
      return false;
    }
    return switch (releaser.release(run, step, slot.asset())) {
      case Release.Granted granted -> {
        workflow.changed(run);
        yield call(run, step, granted, turn.get());
      }
      case Release.Denied denied -> {
        fail(run, step, denied.reason());
        yield false;
      }
      case Release.Again again -> {
        submit(run, step);
        yield false;
      }
      case Release.Dropped dropped -> {
        takeOvers.readAgain(run);
        yield false;
      }
    };
  }

  /** Returns false when this process was stopped after the release, for longer than its lease. */
  private boolean call(JobRun run, StepRequest step, Release.Granted granted, Turn turn) {
    if (!run.lease().isCurrent()) {
      retry(run, step, granted, FailedAttempt.soon(LEASE_LAPSED, ""));
      return false;
    }
    PendingCall call =
        turn.message()
            .apply(
                granted.caller(),
                new StepCall(
                    granted.token(),
                    run.id() + "/" + step.id(),
                    RequestContext.currentId(),
                    settings.stepTimeout()));
    run.opened(step, granted.asset().credential(), call);
    if (assets.isRevoked(granted.asset())) {
      call.cancel(); // revoked between the release and the registration of this call
    }
    call.answer()
        .thenAccept(
            answer -> {
              turn.slot().leave();
              workers.execute(run.inContext(() -> answered(run, step, granted, answer)));
            });
    return true;
  }

  private void answered(JobRun run, StepRequest step, Release.Granted granted, CallAnswer answer) {
    leaveTexts(run, step);
    run.closed(step);
    if (run.hasEnded()) {
      follower.acceptedTooLate(run, step, granted, answer);
      return;
    }
    try {
      handle(run, step, granted, answer);
    } catch (RuntimeException e) {
      run.tries(step).bind(granted.asset().name());
      delay(run, step, e);
    }
  }

  private void handle(JobRun run, StepRequest step, Release.Granted granted, CallAnswer answer) {
    if (assets.isRevoked(granted.asset())) {
      fail(run, step, StepAssets.revoked(granted.asset().name()));
      return;
    }
    switch (answer) {
      case CallAnswer.Output output -> finish(run, step, granted, output.json());
      case CallAnswer.Accepted accepted -> follower.accepted(run, step, granted, accepted);
      case CallAnswer.Refused refused -> {
        StepReports.log(granted.attempt(), FailedAttempt.soon(refused.reason(), ""));
        fail(run, step, refused.reason());
      }
      case CallAnswer.NotReached notReached ->
          retry(run, step, granted, FailedAttempt.soon(notReached.reason(), notReached.cause()));
      case CallAnswer.Busy busy -> {
        run.tries(step).bind(granted.asset().name());
        retry(run, step, granted, FailedAttempt.later(busy.reason(), busy.after()));
      }
      case CallAnswer.Unsure unsure -> {
        run.tries(step).bind(granted.asset().name());
        retry(run, step, granted, FailedAttempt.soon(unsure.reason(), unsure.cause()));
      }
    }
  }

  private void finish(JobRun run, StepRequest step, Release.Granted granted, String json) {
    loader.requireOutput(step, json);
    if (!run.takesResult(step, json.length(), settings.memory().results())) {
      fail(run, step, "job-results-too-long");
      return;
    }
    AuditEntry audit =
        AuditEntry.of("step.done", Outcome.DONE, "", granted.asset().name().text())
            .about(run.id() + "/" + step.id());
    if (journal.stepEnded(run.lease(), StepRecord.End.done(run.id(), step.id(), json), audit)) {
      run.done(step);
      workflow.changed(run);
      workflow.advance(run);
    }
  }

  void fail(JobRun run, StepRequest step, String reason) {
    reports.failed(run, step, reason);
    workflow.stepFailed(run, step, reason);
  }

  boolean isRevoked(CallableAsset asset) {
    return assets.isRevoked(asset);
  }

  void changed(JobRun run) {
    workflow.changed(run);
  }

  private void retry(JobRun run, StepRequest step, Release.Granted granted, FailedAttempt failure) {
    StepTries tries = run.tries(step);
    if (tries.accepted().isPresent()) {
      follower.pollFailed(run, step, granted, failure);
      return;
    }
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
    if (cause instanceof UnsuitableValue value) {
      fail(run, step, value.reason());
      return;
    }
    if (cause instanceof LeaseLostException) {
      workflow.leaseLost(run);
      return;
    }
    reports.delayed(run, step, FailedAttempt.ofNode(cause, NODE_PAUSE));
    workflow.changed(run);
    workers.later(NODE_PAUSE, () -> submit(run, step));
  }
}
