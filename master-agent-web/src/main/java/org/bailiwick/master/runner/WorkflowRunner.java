package org.bailiwick.master.runner;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.AttemptEnd;
import org.bailiwick.master.journal.AttemptRecord;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;

/**
 * Executes the accepted jobs that are stored in the database. This node takes a job over when it
 * gets the job's lease, continues from the stored state, and ends the job in one commit. If the
 * process ends at any moment, the stored state is enough to continue.
 */
public final class WorkflowRunner {

  private static final StructuredLog LOG = StructuredLog.of(WorkflowRunner.class);

  private static final String RESTARTED = "node-restarted";

  /** The collaborators of the runner. */
  public record Parts(
      JobJournal journal,
      TokenLedger ledger,
      StepParts steps,
      WorkflowPlanner planner,
      Lease leases,
      JobListener listener,
      Clock clock) {}

  /** The collaborators by which steps are released and executed. */
  public record StepParts(
      AgentInventory inventory, Gate gate, TransactionTokenMint mint, AgentCaller caller) {}

  private final Parts parts;
  private final RunnerSettings settings;
  private final Workers workers;
  private final StepRunner steps;
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();
  private final Map<String, JobRun> runs = new ConcurrentHashMap<>();

  public WorkflowRunner(Parts parts, RunnerSettings settings, Workers workers) {
    this.parts = parts;
    this.settings = settings;
    this.workers = workers;
    StepParts step = parts.steps();
    StepReleaser releaser =
        new StepReleaser(
            step.inventory(), step.gate(), step.mint(), parts.journal(), parts.clock());
    this.steps =
        new StepRunner(
            releaser, step.caller(), step.inventory(), parts.journal(), settings, workers, this);
  }

  /**
   * Stores a job by running {@code storage} and starts it with the id of the current request. The
   * job is claimed before it is stored, so that {@link #keepUp}, which does not know the request
   * id, does not start it.
   */
  public void accept(String jobId, Runnable storage) {
    claimed.add(jobId);
    try {
      storage.run();
    } catch (RuntimeException e) {
      claimed.remove(jobId); // if the job was stored nevertheless, keepUp starts it
      throw e;
    }
    begin(jobId, RequestContext.carrier());
  }

  /** Continues a job whose request has ended. The job's id is used instead of the request id. */
  private void resume(String jobId) {
    if (claimed.add(jobId)) {
      begin(jobId, RequestContext.carrier(jobId));
    }
  }

  private void begin(String jobId, UnaryOperator<Runnable> context) {
    workers.tasks().execute(context.apply(() -> load(jobId, context)));
  }

  /** Cancels a job and its calls. Returns false when the job had ended before. */
  public boolean cancel(String jobId, String reason, AuditEntry... audit) {
    forget(jobId);
    return write(jobId, new End(ExecutionState.CANCELLED, Optional.of(reason)), audit);
  }

  /** Cancels the calls of agents with this credential. The inventory must refuse it already. */
  public void credentialRevoked(SerialNumber serial) {
    runs.values().forEach(run -> run.giveUpCallsTo(serial));
  }

  /** Cancels the jobs of callers whose credential is revoked now. */
  public void cancelJobsOf(Predicate<JobOwner> revoked) {
    for (JobRun run : List.copyOf(runs.values())) {
      JobOwner owner = run.job().owner();
      if (revoked.test(owner)) {
        run.inContext(() -> cancelOf(run.id(), owner)).run();
      }
    }
  }

  private void cancelOf(String jobId, JobOwner owner) {
    parts.ledger().endTokensOf(owner.caller(), owner.serial(), "credential-revoked");
    cancel(jobId, "credential-revoked: " + owner.caller());
  }

  /** Renews leases, ends overdue jobs, and takes unfinished jobs over; a timer calls it. */
  public void keepUp() {
    Instant now = parts.clock().instant();
    List<JobRun> ownRuns = List.copyOf(runs.values());
    List<String> unfinished = parts.journal().unfinished();
    for (JobRun run : ownRuns) {
      if (run.isOverdue(now)) {
        run.inContext(
                () -> end(run, new End(ExecutionState.FAILED, Optional.of("deadline-passed"))))
            .run();
      } else if (!unfinished.contains(run.id())) {
        forget(run.id()); // a request to another node has ended the job
      } else if (!parts.leases().tryAcquire(lease(run.id()), settings.lease())) {
        LOG.warn("job.taken-over", Map.of("job", run.id()));
        forget(run.id());
      }
    }
    unfinished.forEach(this::resume);
  }

  public int jobsUnderWay() {
    return runs.size();
  }

  public int callsUnderWay() {
    return steps.callsUnderWay();
  }

  private void load(String jobId, UnaryOperator<Runnable> context) {
    try {
      if (!parts.leases().tryAcquire(lease(jobId), settings.lease())) {
        forget(jobId);
        return;
      }
      Optional<JobRecord> job =
          parts.journal().find(jobId).filter(found -> !found.state().isFinal());
      if (job.isEmpty()) {
        forget(jobId);
        parts.leases().release(lease(jobId));
        return;
      }
      closeOrphans(job.get());
      run(job.get(), context);
    } catch (RuntimeException e) {
      forget(jobId); // keepUp tries again
      LOG.fault("job.not-started", Map.of("job", jobId), e);
    }
  }

  /** Ends the attempts of a lost process, with their tokens; other attempts follow. */
  private void closeOrphans(JobRecord job) {
    for (StepRecord step : job.steps()) {
      for (AttemptRecord attempt : step.attempts()) {
        if (attempt.state() == ExecutionState.RUNNING) {
          parts
              .journal()
              .attemptFailed(
                  new AttemptEnd(job.jobId(), step.stepId(), attempt.number(), RESTARTED),
                  AuditEntry.of("attempt.failed", Outcome.FAILED, RESTARTED, job.owner().caller())
                      .about(job.jobId() + "/" + step.stepId())
                      .with("agent", attempt.agent())
                      .with("attempt", Integer.toString(attempt.number()))
                      .with("reason", RESTARTED));
        }
      }
    }
  }

  private void run(JobRecord job, UnaryOperator<Runnable> context) {
    JobRecord.Origin origin = job.origin();
    if (!(parts.ledger().state(origin.rootJti()) instanceof TokenState.Live live)) {
      forget(job.jobId());
      write(job.jobId(), new End(ExecutionState.FAILED, Optional.of("grant-ended")));
      return;
    }
    Transaction transaction =
        new Transaction(
            origin.txn(), job.owner().principal(), job.jobId(), origin.purpose(), live.token());
    JobRun run =
        new JobRun(
            job, parts.planner().plan(JobRequest.parse(job.request())), transaction, context);
    runs.put(job.jobId(), run);
    if (run.earlierFailure().isPresent()) {
      end(run, new End(ExecutionState.FAILED, run.earlierFailure()));
    } else {
      advance(run);
    }
  }

  /** Starts the steps whose predecessors are done, or ends the job when all steps are done. */
  void advance(JobRun run) {
    if (run.isComplete()) {
      end(run, new End(ExecutionState.DONE, Optional.empty()));
      return;
    }
    run.takeReady().forEach(step -> steps.submit(run, step));
  }

  void stepFailed(JobRun run, StepRequest step, String reason) {
    end(run, new End(ExecutionState.FAILED, Optional.of("step " + step.id() + ": " + reason)));
  }

  void changed(JobRun run) {
    parts.listener().changed(run.id());
  }

  private record End(ExecutionState state, Optional<String> reason) {}

  /** Ends a job on this node once, even if several steps fail at the same moment. */
  private void end(JobRun run, End end) {
    if (runs.remove(run.id(), run)) {
      run.stop();
      claimed.remove(run.id());
      write(run.id(), end);
    }
  }

  private boolean write(String jobId, End end, AuditEntry... audit) {
    AuditEntry ended =
        AuditEntry.of(
                "job.ended",
                end.state() == ExecutionState.DONE ? Outcome.DONE : Outcome.FAILED,
                "",
                "")
            .about(jobId)
            .with("state", end.state().text())
            .with("reason", end.reason().orElse(""));
    AuditEntry[] entries = Arrays.copyOf(audit, audit.length + 1);
    entries[audit.length] = ended;
    boolean changed = parts.journal().jobEnded(jobId, end.state(), end.reason(), entries);
    parts.leases().release(lease(jobId));
    parts.listener().changed(jobId);
    return changed;
  }

  /** Stops the job on this node and does not change its stored state. */
  private void forget(String jobId) {
    JobRun run = runs.remove(jobId);
    if (run != null) {
      run.stop();
    }
    claimed.remove(jobId);
  }

  private static String lease(String jobId) {
    return "job/" + jobId;
  }
}
