package org.bailiwick.master.runner;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.slots.Demand;
import org.bailiwick.master.stepflow.JobFlow;
import org.bailiwick.master.stepflow.StepFlows;
import org.bailiwick.master.texts.CallTexts;
import org.bailiwick.master.texts.JobLengths;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.lease.HeldLease;

/**
 * The state of a job that this node executes: finished steps, started steps, pending calls. Inputs
 * and results stay in the database until a step is called; only their lengths are here.
 */
final class JobRun implements StepFlows.Run {

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

    static End done() {
      return new End(ExecutionState.DONE, Optional.empty());
    }

    static End cancelled(String reason) {
      return new End(ExecutionState.CANCELLED, Optional.of(reason));
    }

    JobRecord.End of(String jobId) {
      return new JobRecord.End(jobId, state, reason);
    }

    /** The row after these rows, which say who ends the job. */
    AuditEntry[] rows(String jobId, AuditEntry... before) {
      AuditEntry[] entries = Arrays.copyOf(before, before.length + 1);
      entries[before.length] = audit(jobId);
      return entries;
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

  /** The check of a step that waits because this process may have lost its job. */
  static final String LEASE_LAPSED = "lease-lapsed";

  /** A call, with the serial number of the called asset's credential if it has one. */
  private record OpenCall(Optional<SerialNumber> serial, PendingCall call) {}

  /** A pause between two polls of accepted work, with the serial number of its asset. */
  private record OpenPause(Optional<SerialNumber> serial, Runnable end) {}

  private final JobRecord job;
  private final Workflow workflow;
  private final Transaction transaction;
  private final HeldLease lease;
  private final UnaryOperator<Runnable> context;
  private final Map<String, StepTries> tries = new HashMap<>();
  private final JobLengths lengths;
  private final JobFlow flow;
  private final Map<String, OpenCall> calls = new HashMap<>();
  private final Map<String, OpenPause> pauses = new HashMap<>();
  private boolean ended;

  /**
   * {@code context} gives other threads the id of the request that brought the job; after a restart
   * the job's id is used instead.
   */
  JobRun(
      JobRecord job,
      Workflow workflow,
      JobLengths lengths,
      Transaction transaction,
      HeldLease lease,
      UnaryOperator<Runnable> context) {
    this.job = job;
    this.workflow = workflow;
    this.lengths = lengths;
    this.transaction = transaction;
    this.lease = lease;
    this.context = context;
    this.flow = new JobFlow(workflow, job.steps());
    job.steps().forEach(step -> tries.put(step.stepId(), StepTries.of(step)));
  }

  @Override
  public String caller() {
    return job.owner().caller().name();
  }

  @Override
  public JobFlow flow() {
    return flow;
  }

  @Override
  public long itemLength() {
    return lengths.ofInputs(StepFlows::isInstance);
  }

  @Override
  public synchronized void added(StepRequest instance, int inputLength) {
    tries.put(instance.id(), StepTries.unbegun());
    lengths.addInput(instance.id(), inputLength);
  }

  @Override
  public String id() {
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

  /** The lease under which this process executes the job and writes its progress. */
  @Override
  public HeldLease lease() {
    return lease;
  }

  /**
   * Refuses to begin anything while the lease is over by elapsed time, because another process may
   * execute the job then. The step is tried again, and by then the lease is renewed or lost.
   */
  void requireLease() {
    if (!lease.isCurrent()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          LEASE_LAPSED,
          "This process does not hold the job's lease at present.");
    }
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

  /** The assets that could take the step now. */
  Demand demand(StepRequest step) {
    return new Demand(
        step.capability(), step.domain().map(AssetName::of).or(() -> tries(step).bound()));
  }

  /** The reason of a step that failed before this node took the job over; empty if none did. */
  Optional<String> earlierFailure() {
    return job.steps().stream()
        .filter(step -> step.state().isFinal() && !flow.isOver(step.stepId()))
        .findFirst()
        .map(step -> "step " + step.stepId() + ": " + step.reason().orElse(step.state().text()));
  }

  @Override
  public synchronized List<StepRequest> takeReady() {
    return ended ? List.of() : flow.takeReady();
  }

  /** The caller for whom a step's agent is called, and the length of what the call sends. */
  CallTexts.Need need(StepRequest step) {
    CallerIdentity caller = job.owner().caller();
    return new CallTexts.Need(caller.name(), caller.domain(), lengths.ofCall(step));
  }

  @Override
  public boolean takesResult(StepRequest step, int length, long most) {
    return lengths.addResult(step.id(), length, most);
  }

  @Override
  public void stored(StepRequest step, long size) {
    lengths.addStored(step.id(), size);
  }

  void done(StepRequest step) {
    flow.done(step.id());
  }

  /** Stores a pending call, and cancels it if the job has ended meanwhile. */
  synchronized void opened(StepRequest step, Optional<SerialNumber> serial, PendingCall call) {
    pauses.remove(step.id());
    calls.put(step.id(), new OpenCall(serial, call));
    if (ended) {
      call.cancel();
    }
  }

  synchronized void closed(StepRequest step) {
    calls.remove(step.id());
  }

  /** Stores how the step's present pause between two polls is ended early. */
  synchronized void pauses(StepRequest step, Optional<SerialNumber> serial, Runnable end) {
    pauses.put(step.id(), new OpenPause(serial, end));
  }

  /** Cancels the calls of assets that have this credential, and ends their pauses. */
  synchronized void giveUpCallsTo(SerialNumber serial) {
    Optional<SerialNumber> given = Optional.of(serial);
    calls.values().stream()
        .filter(open -> open.serial().equals(given))
        .forEach(open -> open.call().cancel());
    pauses.values().stream()
        .filter(open -> open.serial().equals(given))
        .forEach(open -> open.end().run());
  }

  /** What has the steps go on that wait for people, and whose wait is over; each once. */
  synchronized List<Runnable> takeWaits(Predicate<Instant> over) {
    return tries.values().stream().flatMap(step -> step.takeWait(over).stream()).toList();
  }

  /** The steps that are under way, with the question by which each was released, as it is now. */
  synchronized Map<String, Question> released() {
    Map<String, Question> released = new HashMap<>();
    tries.forEach(
        (step, each) ->
            each.question()
                .filter(question -> !ended && !flow.isOver(step))
                .ifPresent(question -> released.put(step, question)));
    return released;
  }

  /** The number of steps whose work an asset has accepted and not yet done. */
  synchronized int followed() {
    return (int)
        tries.entrySet().stream()
            .filter(each -> each.getValue().accepted().isPresent())
            .filter(each -> !flow.isOver(each.getKey()))
            .count();
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
