package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.master.callout.CallAnswer;
import org.bailiwick.master.callout.WorkState;
import org.bailiwick.master.inventory.CallableAsset;
import org.bailiwick.master.journal.AttemptStart;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.parties.StepAssets;
import org.bailiwick.master.runner.StepReports.FailedAttempt;
import org.bailiwick.master.runner.StepTries.Accepted;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * Follows work that an asset has accepted and not yet done. Between two polls the step is an entry
 * of the timer and holds no slot. Each poll is released like a try, so that it has a token of its
 * own, and a poll that fails is repeated at the same asset.
 */
final class StepFollower {

  /** The reason of a step that needs what nobody here can be asked for. */
  private static final String NEEDS_INPUT = "agent-needs-input";

  private final JobJournal journal;
  private final StepReports reports;
  private final RunnerSettings settings;
  private final Workers workers;
  private final StepAssets assets;
  private final StepRunner steps;

  StepFollower(
      JobJournal journal,
      StepReports reports,
      RunnerSettings settings,
      Workers workers,
      StepAssets assets,
      StepRunner steps) {
    this.journal = journal;
    this.reports = reports;
    this.settings = settings;
    this.workers = workers;
    this.assets = assets;
    this.steps = steps;
  }

  /** Stores the state that the asset has told, and polls after a pause. */
  void accepted(JobRun run, StepRequest step, Release.Granted granted, CallAnswer.Accepted answer) {
    Optional<ExecutionState> state = stateOf(answer.state());
    if (state.isEmpty()) {
      StepReports.log(granted.attempt(), FailedAttempt.soon(NEEDS_INPUT, ""));
      steps.fail(run, step, NEEDS_INPUT);
      return;
    }
    StepTries tries = run.tries(step);
    String statusUrl =
        tries.accepted().map(Accepted::statusUrl).or(answer::statusUrl).orElseThrow();
    Accepted told = new Accepted(granted.attempt().number(), statusUrl, state.get());
    if (!tries.accepted().equals(Optional.of(told)) && !store(run, granted, told)) {
      return; // the job or step has ended meanwhile
    }
    tries.accept(told);
    steps.changed(run);
    pause(run, step, granted.asset(), answer.after().orElse(Duration.ZERO));
  }

  /**
   * Has work withdrawn that was accepted while its job ended. If only this process has stopped with
   * the job, it is stored as accepted, for the process that goes on.
   */
  void acceptedTooLate(JobRun run, StepRequest step, Release.Granted granted, CallAnswer answer) {
    if (run.tries(step).accepted().isEmpty()
        && answer instanceof CallAnswer.Accepted accepted
        && accepted.statusUrl().isPresent()) {
      int number = granted.attempt().number();
      String statusUrl = accepted.statusUrl().get();
      try {
        store(run, granted, new Accepted(number, statusUrl, ExecutionState.SUBMITTED));
      } catch (RuntimeException e) {
        StepReports.log(granted.attempt(), FailedAttempt.ofNode(e, Duration.ZERO));
      }
    }
  }

  /** Repeats an order that the asset has not done, or polls again after a poll without a state. */
  void failed(JobRun run, StepRequest step, Release.Granted granted, FailedAttempt failure) {
    StepTries tries = run.tries(step);
    if (tries.accepted().isPresent()) {
      pollFailed(run, step, granted, failure);
      return;
    }
    if (tries.tries() >= settings.maxTries()) {
      StepReports.log(granted.attempt(), failure);
      steps.fail(run, step, failure.reason());
      return;
    }
    reports.attemptFailed(run, granted.attempt(), failure);
    steps.changed(run);
    Duration pause = tries.pause(settings.firstPause(), failure.pause());
    workers.later(pause, () -> steps.submit(run, step));
  }

  /** Polls again, unless there were too many polls without a state in a row. */
  private void pollFailed(
      JobRun run, StepRequest step, Release.Granted granted, FailedAttempt failure) {
    if (run.tries(step).pollFailed() >= settings.maxTries()) {
      StepReports.log(granted.attempt(), failure);
      steps.giveUp(run, step, failure.reason());
      return;
    }
    reports.pollFailed(run, granted.attempt(), failure);
    steps.changed(run);
    pause(run, step, granted.asset(), failure.pause());
  }

  private static Optional<ExecutionState> stateOf(WorkState told) {
    return switch (told) {
      case SUBMITTED -> Optional.of(ExecutionState.SUBMITTED);
      case WORKING -> Optional.of(ExecutionState.WORKING);
      case NEEDS_INPUT -> Optional.empty();
    };
  }

  private boolean store(JobRun run, Release.Granted granted, Accepted told) {
    AttemptStart attempt = granted.attempt();
    AuditEntry audit =
        AuditEntry.of("step.accepted", Outcome.DONE, "", attempt.agent())
            .about(attempt.jobId() + "/" + attempt.stepId())
            .with("attempt", Integer.toString(told.number()))
            .with("state", told.state().text());
    return journal.accepted(
        run.lease(), new AttemptStart.Accepted(attempt, told.statusUrl(), told.state()), audit);
  }

  /** Polls after the pause, or at once when the asset's credential is revoked meanwhile. */
  private void pause(JobRun run, StepRequest step, CallableAsset asset, Duration requested) {
    AtomicBoolean over = new AtomicBoolean();
    Runnable poll =
        () -> {
          if (!over.getAndSet(true) && !run.hasEnded()) {
            steps.submit(run, step);
          }
        };
    run.pauses(step, asset.credential(), () -> workers.execute(poll));
    if (assets.isRevoked(asset)) {
      workers.execute(poll); // revoked between the answer and the registration of this pause
    }
    workers.later(settings.polls().pause(requested, run.tries(step).polls()), poll);
  }
}
