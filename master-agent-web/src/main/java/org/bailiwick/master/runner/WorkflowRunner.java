package org.bailiwick.master.runner;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.runner.JobRun.End;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.audit.AuditEntry;
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
      AgentInventory inventory,
      PartnerRights partners,
      CredentialStates credentials,
      Gate gate,
      TransactionTokenMint mint,
      AgentCaller caller) {}

  private final Parts parts;
  private final RunnerSettings settings;
  private final Workers workers;
  private final StepRunner steps;
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();
  private final Map<String, JobRun> runs = new ConcurrentHashMap<>();
  private final AtomicBoolean full = new AtomicBoolean();
  private final JobLoader loader;
  private final TakeOvers takeOvers;

  public WorkflowRunner(Parts parts, RunnerSettings settings, Workers workers) {
    this.parts = parts;
    this.settings = settings;
    this.workers = workers;
    this.loader = new JobLoader(parts);
    this.takeOvers = new TakeOvers(workers);
    this.steps = new StepRunner(parts, loader, settings, workers, this);
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
      takeOvers.refuse(jobId, e); // if the job is stored nevertheless, keepUp withdraws it
      claimed.remove(jobId);
      throw e;
    }
    if (claimed.size() <= settings.memory().jobs()) {
      begin(jobId, RequestContext.carrier());
    } else {
      claimed.remove(jobId); // the job begins when others have ended
      full.set(true);
    }
  }

  /** The caller repeats a request that failed, and is told now that the job is accepted. */
  public void confirm(String jobId) {
    if (takeOvers.takeRefusal(jobId)) {
      LOG.info("job.confirmed", Map.of("job", jobId));
    }
  }

  /** Continues a job whose request has ended. The job's id is used instead of the request id. */
  private void resume(String jobId) {
    if (claimed.add(jobId)) {
      begin(jobId, RequestContext.carrier(jobId));
    }
  }

  private void begin(String jobId, UnaryOperator<Runnable> context) {
    takeOvers.enter(context.apply(() -> load(jobId, context)));
  }

  /** Cancels a job and its calls. Returns false when the job had ended before. */
  public boolean cancel(String jobId, String reason, AuditEntry... audit) {
    forget(jobId);
    return write(jobId, End.cancelled(reason), audit);
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
        run.inContext(() -> end(run, End.failed("deadline-passed"))).run();
      } else if (!unfinished.contains(run.id())) {
        forget(run.id()); // a request to another node has ended the job
      } else if (!parts.leases().tryAcquire(lease(run.id()), settings.lease())) {
        LOG.warn("job.taken-over", Map.of("job", run.id()));
        forget(run.id());
      }
    }
    takeUp(unfinished);
    steps.reviewWaiting();
  }

  /** Takes unfinished jobs up, as many as this node may execute at once. */
  private void takeUp(List<String> unfinished) {
    for (String jobId : unfinished) {
      if (claimed.size() < settings.memory().jobs()) {
        resume(jobId);
      } else {
        full.set(true);
      }
    }
  }

  /** The caller was told of a failure, so the job must not run. */
  private void withdraw(String jobId) {
    End notAccepted = End.cancelled(End.NOT_ACCEPTED);
    try {
      parts.journal().withdraw(jobId, End.NOT_ACCEPTED, notAccepted.audit(jobId));
    } catch (RuntimeException e) {
      takeOvers.refuse(jobId);
      LOG.fault("job.not-withdrawn", Map.of("job", jobId), e);
    }
  }

  public int jobsUnderWay() {
    return runs.size();
  }

  /** The number of steps whose work an agent has accepted and not yet done. */
  public int stepsFollowed() {
    return runs.values().stream().mapToInt(JobRun::followed).sum();
  }

  public int callsUnderWay() {
    return steps.callsUnderWay();
  }

  public int callsWaiting() {
    return steps.callsWaiting();
  }

  private void load(String jobId, UnaryOperator<Runnable> context) {
    try {
      if (takeOvers.takeRefusal(jobId)) {
        withdraw(jobId);
        forget(jobId);
        return;
      }
      if (!parts.leases().tryAcquire(lease(jobId), settings.lease())) {
        forget(jobId);
        return;
      }
      switch (loader.load(jobId, context)) {
        case JobLoader.Loaded.Ready ready -> start(ready.run());
        case JobLoader.Loaded.Over over -> {
          forget(jobId);
          parts.leases().release(lease(jobId));
        }
        case JobLoader.Loaded.Lost lost -> {
          forget(jobId);
          write(jobId, End.failed(lost.reason()));
        }
      }
    } catch (RuntimeException e) {
      forget(jobId); // keepUp tries again
      LOG.fault("job.not-started", Map.of("job", jobId), e);
    }
  }

  private void start(JobRun run) {
    runs.put(run.id(), run);
    if (run.earlierFailure().isPresent()) {
      end(run, End.failed(run.earlierFailure().get()));
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
    end(run, End.failed("step " + step.id() + ": " + reason));
  }

  void changed(JobRun run) {
    parts.listener().changed(run.id());
  }

  /** Ends a job on this node once, even if several steps fail at the same moment. */
  private void end(JobRun run, End end) {
    if (runs.remove(run.id(), run)) {
      run.stop();
      claimed.remove(run.id());
      write(run.id(), end);
      if (claimed.size() <= settings.memory().jobs() / 2 && full.getAndSet(false)) {
        workers.execute(() -> takeUp(parts.journal().unfinished()));
      }
    }
  }

  private boolean write(String jobId, End end, AuditEntry... audit) {
    AuditEntry[] entries = Arrays.copyOf(audit, audit.length + 1);
    entries[audit.length] = end.audit(jobId);
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
