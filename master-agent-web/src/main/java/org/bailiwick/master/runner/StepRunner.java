package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.callout.CallAnswer;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.callout.StepCall;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.parties.StepAssets;
import org.bailiwick.master.runner.StepReports.FailedAttempt;
import org.bailiwick.master.slots.CallSlot;
import org.bailiwick.master.slots.CallSlots;
import org.bailiwick.master.slots.SlotOwner;
import org.bailiwick.master.slots.SlotRequest;
import org.bailiwick.master.texts.CallTexts;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.master.workflow.StepRequest;
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
  private final JobLoader loader;
  private final StepReports reports;
  private final StepFollower follower;
  private final StepApprovals approvals;
  private final StepEnds ends;
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
    this.assets = new StepAssets(steps.inventory(), steps.credentials(), steps.callers());
    this.approvals = new StepApprovals(parts, this::submit, workflow::changed);
    this.loader = loader;
    this.releaser = new StepReleaser(parts, assets, approvals);
    this.reports = new StepReports(parts.journal());
    this.ends = new StepEnds(parts, reports, settings.memory().limits(), takeOvers, workflow);
    this.follower = new StepFollower(parts.journal(), reports, settings, workers, assets, this);
    this.settings = settings;
    this.workers = workers;
    this.slots = new CallSlots(settings.calls(), assets, workers::execute);
    this.texts = new CallTexts(settings.memory().calls());
    this.takeOvers = takeOvers;
    this.workflow = workflow;
  }

  /** The slot of a call, and what its asset is sent. */
  private record Turn(CallSlot slot, JobLoader.Message message) {}

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

  /** Begins the calls that an agent can take meanwhile, and ends the wait for people in time. */
  void reviewWaiting(List<JobRun> own) {
    slots.review();
    own.forEach(approvals::resumeOverdue);
  }

  /** Releases the steps of this job about which people may have decided. */
  void resume(JobRun run) {
    approvals.resume(run);
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
    return switch (releaser.release(run, step, slot.asset(), turn.get().message().order())) {
      case Release.Granted granted -> {
        workflow.changed(run);
        yield call(run, step, granted, turn.get());
      }
      case Release.Denied denied -> {
        fail(run, step, denied.reason());
        yield false;
      }
      case Release.Waits waits -> {
        approvals.park(run, step, waits);
        yield false;
      }
      case Release.Told told -> {
        ends.finish(run, step, told.person(), told.output());
        yield false;
      }
      case Release.Unknown unknown -> {
        ends.unknown(run, step);
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
      follower.failed(run, step, granted, FailedAttempt.soon(LEASE_LAPSED, ""));
      return false;
    }
    run.tries(step).sent(granted.attempt().number());
    PendingCall call =
        turn.message()
            .sending()
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
      answer.discard();
    } else {
      settle(run, step, granted, answer);
    }
  }

  private void settle(JobRun run, StepRequest step, Release.Granted granted, CallAnswer answer) {
    try {
      handle(run, step, granted, answer);
      answer.discard();
    } catch (RuntimeException e) {
      run.tries(step).bind(granted.asset().name());
      if (e instanceof LeaseLostException
          || e instanceof UnsuitableValue
          || approvals.mayRepeat(step)) {
        answer.discard();
        delay(run, step, e);
      } else { // the order must not be sent again, so the answer is kept until it is stored
        workers.later(NODE_PAUSE, run.inContext(() -> settle(run, step, granted, answer)));
      }
    }
  }

  private void handle(JobRun run, StepRequest step, Release.Granted granted, CallAnswer answer) {
    if (answer instanceof CallAnswer.Unsure unsure && approvals.isLost(run, step)) {
      FailedAttempt failure = FailedAttempt.soon(unsure.reason(), unsure.cause());
      run.tries(step).bind(granted.asset().name());
      reports.attemptFailed(run, granted.attempt(), failure);
      submit(run, step); // which has a person asked
      return;
    }
    if (assets.isRevoked(granted.asset())) {
      fail(run, step, StepAssets.revoked(granted.asset().name()));
      return;
    }
    switch (answer) {
      case CallAnswer.Output output ->
          ends.finish(run, step, granted.asset().name().text(), output.json());
      case CallAnswer.LongOutput output ->
          ends.finish(run, step, granted.asset().name().text(), output.answer());
      case CallAnswer.Accepted accepted -> follower.accepted(run, step, granted, accepted);
      case CallAnswer.Refused refused -> {
        StepReports.log(granted.attempt(), FailedAttempt.soon(refused.reason(), ""));
        fail(run, step, refused.reason());
      }
      case CallAnswer.NotReached notReached -> {
        run.tries(step).notBegun();
        follower.failed(
            run, step, granted, FailedAttempt.soon(notReached.reason(), notReached.cause()));
      }
      case CallAnswer.Busy busy -> {
        run.tries(step).notBegun();
        run.tries(step).bind(granted.asset().name());
        follower.failed(run, step, granted, FailedAttempt.later(busy.reason(), busy.after()));
      }
      case CallAnswer.Unsure unsure -> {
        run.tries(step).bind(granted.asset().name());
        follower.failed(run, step, granted, FailedAttempt.soon(unsure.reason(), unsure.cause()));
      }
    }
  }

  void fail(JobRun run, StepRequest step, String reason) {
    ends.fail(run, step, reason);
  }

  void changed(JobRun run) {
    workflow.changed(run);
  }

  /** Ends a step whose accepted work cannot be asked for any more. */
  void giveUp(JobRun run, StepRequest step, String reason) {
    if (approvals.mayRepeat(step)) {
      fail(run, step, reason);
    } else {
      ends.unknown(run, step);
    }
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
