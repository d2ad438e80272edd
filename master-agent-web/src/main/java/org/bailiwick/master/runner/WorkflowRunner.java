package org.bailiwick.master.runner;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.approval.Approvals;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.runner.JobRun.End;
import org.bailiwick.master.stepflow.StepFlows;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.lease.LeaseLostException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Executes the accepted jobs of the database. This process takes a job over by its lease, continues
 * from the stored state, which is enough at any moment, and ends it in one commit. Once another one
 * has taken the job over, it writes and starts nothing more for the job.
 */
public final class WorkflowRunner {
  private static final StructuredLog LOG = StructuredLog.of(WorkflowRunner.class);

  /** The collaborators of the runner. */
  public record Parts(
      JobJournal journal,
      TokenLedger ledger,
      StepParts steps,
      PlanLedger plans,
      Catalogue catalogue,
      Lease leases,
      JobListener listener,
      Clock clock) {}

  /** The collaborators by which steps are released and executed. */
  public record StepParts(
      AgentInventory inventory,
      PartnerRights partners,
      CredentialStates credentials,
      Accounts accounts,
      Gate gate,
      TransactionTokenMint mint,
      AssetCallers callers,
      Approvals approvals) {}

  private final Parts parts;
  private final RunnerSettings settings;
  private final Workers workers;
  private final StepRunner steps;
  private final StepFlows flows;
  private final JobRuns runs;
  private final JobLoader loader;
  private final TakeOvers takeOvers;
  private volatile long followed = JobJournal.NOTHING_FOLLOWED;

  public WorkflowRunner(Parts parts, RunnerSettings settings, Workers workers) {
    this.parts = parts;
    this.settings = settings;
    this.workers = workers;
    this.runs = new JobRuns(settings.memory().jobs());
    this.loader = new JobLoader(parts, settings.memory().stored().url());
    this.flows =
        new StepFlows(parts.journal(), settings.memory().limits(), parts.listener()::changed);
    this.takeOvers = new TakeOvers(parts, settings, workers, runs, this::load);
    this.steps = new StepRunner(parts, loader, settings, workers, takeOvers, this);
  }

  /** Stores a job and starts it with the request's id; a claim keeps {@link #keepUp} from it. */
  public void accept(String jobId, Runnable storage) {
    runs.claim(jobId);
    try {
      storage.run();
    } catch (RuntimeException e) {
      takeOvers.refuse(jobId, e); // if the job is stored nevertheless, keepUp withdraws it
      runs.giveBack(jobId);
      throw e;
    }
    if (runs.hasRoomForClaimed()) {
      takeOvers.begin(jobId, RequestContext.carrier());
    } else {
      runs.giveBack(jobId); // another node takes the job, or it begins when others have ended
      runs.leftSome();
    }
  }

  /** The lease of a job that {@link #accept} stores; none without room, so that others take it. */
  public UnitOfWork firstLease(String jobId) {
    return runs.hasRoomForClaimed()
        ? parts.leases().insertion(TakeOvers.lease(jobId), settings.lease())
        : UnitOfWork.none();
  }

  /** The caller repeats a request that failed, and is told now that the job is accepted. */
  public void confirm(String jobId) {
    if (takeOvers.takeRefusal(jobId)) {
      LOG.info("job.confirmed", Map.of("job", jobId));
    }
  }

  /** Cancels a job and its calls. Returns false when the job had ended before. */
  public boolean cancel(String jobId, String reason, AuditEntry... audit) {
    runs.forget(jobId);
    End end = End.cancelled(reason);
    boolean changed = parts.journal().jobEnded(end.of(jobId), end.rows(jobId, audit));
    ended(jobId);
    return changed;
  }

  /** Cancels the calls of agents with this credential. The inventory must refuse it already. */
  public void credentialRevoked(SerialNumber serial) {
    runs.all().forEach(run -> run.giveUpCallsTo(serial));
  }

  /** Cancels the jobs of this process whose owners have lost their right, for which reason. */
  public void cancelJobsOf(Function<JobOwner, Optional<String>> loss) {
    for (JobRun run : runs.all()) {
      JobOwner owner = run.job().owner();
      loss.apply(owner)
          .ifPresent(reason -> run.inContext(() -> cancelOf(run.id(), owner, reason)).run());
    }
  }

  /** Cancels the jobs of this process with a released step that is denied now, with its row. */
  public void cancelDenied(Function<Question, Optional<AuditEntry>> denial) {
    runs.denied(denial).forEach((run, step) -> cancel(run.id(), step.reason(), step.row()));
  }

  private void cancelOf(String jobId, JobOwner owner, String reason) {
    if (owner.caller() instanceof CallerIdentity.Workload workload
        && reason.startsWith(CallerStatus.REVOKED)) {
      parts.ledger().endTokensOf(workload, CallerStatus.REVOKED);
    }
    cancel(jobId, reason);
  }

  /** Renews leases, ends overdue jobs, and takes unfinished jobs over; a timer calls it. */
  public void keepUp() {
    Instant now = parts.clock().instant();
    List<JobRun> own = runs.all();
    Set<String> unfinished = Set.copyOf(parts.journal().unfinished());
    Set<HeldLease> lost = parts.leases().renew(JobRuns.leases(own), settings.lease());
    for (JobRun run : own) {
      if (lost.contains(run.lease())) {
        leaseLost(run);
      } else if (run.isOverdue(now)) {
        run.inContext(() -> end(run, End.failed("deadline-passed"))).run();
      } else if (!unfinished.contains(run.id())) {
        runs.forget(run); // a request to another node has ended the job
      }
    }
    takeOvers.takeUpFree();
    steps.reviewWaiting(own);
  }

  /** Learns what other nodes have accepted or ended; a timer calls it. */
  public void follow() {
    JobJournal.Changes changes = parts.journal().changesAfter(followed);
    followed = changes.revision();
    for (String jobId : changes.ended()) {
      runs.find(jobId).ifPresent(runs::forget);
      parts.listener().changed(jobId);
    }
    changes.accepted().forEach(jobId -> runs.find(jobId).ifPresent(steps::resume));
    takeOvers.takeUpFree(changes.accepted());
  }

  /** Stops the jobs of this process and gives their leases up, so that others continue at once. */
  public void stop() {
    List<JobRun> own = runs.all();
    own.forEach(runs::forget);
    parts.leases().release(JobRuns.leases(own));
  }

  public int jobsUnderWay() {
    return runs.size();
  }

  public int stepsFollowed() {
    return runs.all().stream().mapToInt(JobRun::followed).sum();
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
        takeOvers.withdraw(jobId);
        runs.forget(jobId);
        return;
      }
      parts
          .leases()
          .acquire(TakeOvers.lease(jobId), settings.lease())
          .ifPresentOrElse(lease -> load(jobId, lease, context), () -> runs.forget(jobId));
    } catch (RuntimeException e) {
      runs.forget(jobId); // keepUp tries again
      LOG.fault("job.not-started", Map.of("job", jobId), e);
    }
  }

  private void load(String jobId, HeldLease lease, UnaryOperator<Runnable> context) {
    switch (loader.load(jobId, lease, context)) {
      case JobLoader.Loaded.Ready ready -> start(ready.run());
      case JobLoader.Loaded.Over over -> {
        runs.forget(jobId);
        parts.leases().release(List.of(lease));
      }
      case JobLoader.Loaded.Lost lost -> {
        runs.forget(jobId);
        End end = End.failed(lost.reason());
        parts.journal().jobEnded(lease, end.of(jobId), end.audit(jobId));
        ended(jobId);
      }
    }
  }

  private void start(JobRun run) {
    runs.add(run);
    run.earlierFailure()
        .ifPresentOrElse(reason -> end(run, End.failed(reason)), () -> advance(run));
  }

  /** Starts the steps whose predecessors are over, or ends the job when all steps are. */
  void advance(JobRun run) {
    StepFlows.Calls calls =
        new StepFlows.Calls(
            step -> steps.submit(run, step), (step, reason) -> steps.fail(run, step, reason));
    if (flows.advance(run, calls)) {
      end(run, End.done());
    }
  }

  void stepFailed(JobRun run, StepRequest step, String reason) {
    end(run, End.failed("step " + step.id() + ": " + reason));
  }

  void changed(JobRun run) {
    parts.listener().changed(run.id());
  }

  /** Ends a job on this node once. */
  private void end(JobRun run, End end) {
    if (!runs.take(run)) {
      return;
    }
    try {
      parts.journal().jobEnded(run.lease(), end.of(run.id()), end.audit(run.id()));
      ended(run.id());
    } catch (LeaseLostException e) {
      leaseLost(run);
    } finally {
      runs.giveBack(run.id());
    }
    if (runs.wantsMore()) {
      workers.execute(takeOvers::takeUpFree);
    }
  }

  private void ended(String jobId) {
    parts.leases().release(TakeOvers.lease(jobId));
    parts.listener().changed(jobId);
  }

  /** Another process executes the job now, so this one does nothing more for it. */
  void leaseLost(JobRun run) {
    LOG.warn("job.taken-over", Map.of("job", run.id()));
    runs.forget(run);
  }
}
