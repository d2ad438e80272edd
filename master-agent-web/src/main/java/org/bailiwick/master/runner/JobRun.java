package org.bailiwick.master.runner;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.slots.Demand;
import org.bailiwick.master.texts.CallTexts;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * The state of a job that this node executes: finished steps, started steps, pending calls. Inputs
 * and results stay in the database until a step is called; only their lengths are here.
 */
final class JobRun {

  /** The end of a job, and its row in the audit log. */
  record End(ExecutionState state, Optional<String> reason) {

    /** The reason of a job that was stored although its caller was told of a failure. */
    static final String NOT_ACCEPTED = "not-accepted";

    /** The reasons that are checks, too: those of jobs that this node did not execute. */
    private static final Set<String> CHECKS =
        Set.of(NOT_ACCEPTED, JobJournal.UNREADABLE, JobJournal.PLAN_UNREADABLE);

    static End failed(String reason) {
      return new End(ExecutionState.FAILED, Optional.of(reason));
    }

    static End cancelled(String reason) {
      return new End(ExecutionState.CANCELLED, Optional.of(reason));
    }

    AuditEntry audit(String jobId) {
      return AuditEntry.of(
              "job.ended",
              state == ExecutionState.DONE ? Outcome.DONE : Outcome.FAILED,
              reason.map(StepReports::code).filter(CHECKS::contains).orElse(""),
              "")
          .about(jobId)
          .with("state", state.text())
          .with("reason", reason.orElse(""));
    }
  }

  /** The lengths of the job's inputs, and of the results of the steps that are done, by step. */
  record Lengths(Map<String, Integer> inputs, Map<String, Integer> results) {

    Lengths {
      inputs = Map.copyOf(inputs);
      results = new HashMap<>(results); // results of further steps are added
    }
  }

  private record OpenCall(SerialNumber serial, PendingCall call) {}

  private final JobRecord job;
  private final Workflow workflow;
  private final Transaction transaction;
  private final UnaryOperator<Runnable> context;
  private final Map<String, StepTries> tries = new HashMap<>();
  private final Lengths lengths;
  private final Set<String> done = new HashSet<>();
  private final Set<String> begun = new HashSet<>();
  private final Map<String, OpenCall> calls = new HashMap<>();
  private boolean ended;

  /**
   * {@code context} gives other threads the id of the request that brought the job; after a restart
   * the job's id is used instead.
   */
  JobRun(
      JobRecord job,
      Workflow workflow,
      Lengths lengths,
      Transaction transaction,
      UnaryOperator<Runnable> context) {
    this.job = job;
    this.workflow = workflow;
    this.lengths = lengths;
    this.transaction = transaction;
    this.context = context;
    for (StepRecord step : job.steps()) {
      tries.put(step.stepId(), StepTries.of(step));
      if (step.state() == ExecutionState.DONE) {
        begun.add(step.stepId());
        done.add(step.stepId());
      }
    }
  }

  String id() {
    return job.jobId();
  }

  JobRecord job() {
    return job;
  }

  Workflow workflow() {
    return workflow;
  }

  Transaction transaction() {
    return transaction;
  }

  Runnable inContext(Runnable work) {
    return context.apply(work);
  }

  boolean isOverdue(Instant now) {
    return !now.isBefore(job.progress().deadline());
  }

  StepTries tries(StepRequest step) {
    return tries.get(step.id());
  }

  /** The agents that could take the step now. */
  Demand demand(StepRequest step) {
    return new Demand(step.capability(), tries(step).bound());
  }

  /** The reason of a step that failed before this node took the job over; empty if none did. */
  Optional<String> earlierFailure() {
    return job.steps().stream()
        .filter(step -> step.state().isFinal() && step.state() != ExecutionState.DONE)
        .findFirst()
        .map(step -> step.reason().orElse("step-" + step.state().text()));
  }

  /** The steps that may begin now. Each step is returned once. */
  synchronized List<StepRequest> takeReady() {
    if (ended) {
      return List.of();
    }
    List<StepRequest> ready = workflow.ready(done, begun);
    ready.forEach(step -> begun.add(step.id()));
    return ready;
  }

  synchronized boolean isComplete() {
    return done.size() == workflow.steps().size();
  }

  /** The caller for whom a step's agent is called, and the length of what the call sends. */
  synchronized CallTexts.Need need(StepRequest step) {
    long before =
        step.after().stream().mapToLong(id -> lengths.results().getOrDefault(id, 0)).sum();
    long input = lengths.inputs().getOrDefault(step.id(), 0);
    CallerIdentity caller = job.owner().caller();
    return new CallTexts.Need(caller.name(), caller.domain(), input + before);
  }

  /** Whether a result of this length fits beside the other results of the job. */
  synchronized boolean takesResult(StepRequest step, int length, long most) {
    lengths.results().put(step.id(), length);
    return lengths.results().values().stream().mapToLong(Integer::longValue).sum() <= most;
  }

  synchronized void done(StepRequest step) {
    done.add(step.id());
  }

  /** Stores a pending call, and cancels it if the job has ended meanwhile. */
  synchronized void opened(StepRequest step, SerialNumber serial, PendingCall call) {
    calls.put(step.id(), new OpenCall(serial, call));
    if (ended) {
      call.cancel();
    }
  }

  synchronized void closed(StepRequest step) {
    calls.remove(step.id());
  }

  /** Cancels the calls of agents that have this credential. */
  synchronized void giveUpCallsTo(SerialNumber serial) {
    calls.values().stream()
        .filter(open -> open.serial().equals(serial))
        .forEach(open -> open.call().cancel());
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Stops the job on this node and cancels its calls. */
  synchronized void stop() {
    ended = true;
    calls.values().forEach(open -> open.call().cancel());
  }
}
