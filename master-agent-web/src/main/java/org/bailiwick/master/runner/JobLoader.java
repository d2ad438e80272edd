package org.bailiwick.master.runner;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.callout.AssetCaller;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.callout.StepCall;
import org.bailiwick.master.journal.AttemptRecord;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.log.StructuredLog;

/**
 * Reads an unfinished job from the database, so that this node can continue it, and the input and
 * results that a step needs when its agent is called.
 */
final class JobLoader {

  private static final StructuredLog LOG = StructuredLog.of(JobLoader.class);

  private static final String RESTARTED = "node-restarted";

  /** What the database has under the job's id. */
  sealed interface Loaded {

    /** The job can be continued. */
    record Ready(JobRun run) implements Loaded {}

    /** The job has ended. */
    record Over() implements Loaded {}

    /** The job cannot be continued and must end for this reason. */
    record Lost(String reason) implements Loaded {}
  }

  private final WorkflowRunner.Parts parts;

  JobLoader(WorkflowRunner.Parts parts) {
    this.parts = parts;
  }

  /**
   * Reads a job, whose lease this process has acquired before. Rows that cannot be read make the
   * job lost and stop no other job.
   *
   * @throws RuntimeException when the database does not answer
   */
  Loaded load(String jobId, HeldLease lease, UnaryOperator<Runnable> context) {
    try {
      Optional<JobRecord> job =
          parts.journal().find(jobId).filter(found -> !found.state().isFinal());
      return job.isEmpty() ? new Loaded.Over() : continued(job.get(), lease, context);
    } catch (ProblemException e) {
      if (e.check().equals(JobJournal.UNREADABLE) || e.type() == ProblemType.MALFORMED_REQUEST) {
        return unreadable(jobId, e);
      }
      throw e;
    }
  }

  private Loaded continued(JobRecord job, HeldLease lease, UnaryOperator<Runnable> context) {
    closeOrphans(job, lease);
    if (!(parts.ledger().state(job.origin().rootJti()) instanceof TokenState.Live live)) {
      return new Loaded.Lost("grant-ended");
    }
    String request = parts.journal().request(job.jobId());
    Map<String, Integer> results = parts.journal().resultLengths(job.jobId());
    Transaction transaction =
        new Transaction(
            job.origin().txn(),
            job.owner().principal(),
            job.jobId(),
            job.origin().purpose(),
            live.token());
    try {
      return new Loaded.Ready(
          new JobRun(
              job, parts.planner().plan(read(request)), results, transaction, lease, context));
    } catch (RuntimeException e) {
      return unreadable(job.jobId(), e); // nothing above asks the database
    }
  }

  /** Reads the stored request, in which the steps must find their inputs later. */
  private static JobRequest read(String text) {
    JobRequest request = JobRequest.parse(text);
    if (!request.text().equals(text)) {
      throw new IllegalStateException("the stored request was changed");
    }
    return request;
  }

  private static Loaded unreadable(String jobId, RuntimeException cause) {
    LOG.fault("job.unreadable", Map.of("job", jobId), cause);
    return new Loaded.Lost(JobJournal.UNREADABLE);
  }

  /** What the step's asset is sent, unless the job's rows cannot be read. */
  Optional<BiFunction<AssetCaller, StepCall, PendingCall>> message(JobRun run, StepRequest step) {
    Optional<StepTries.Accepted> accepted = run.tries(step).accepted();
    if (accepted.isPresent()) {
      return Optional.of((asset, call) -> asset.ask(call, accepted.get().statusUrl()));
    }
    try {
      String work = work(run, step);
      return Optional.of((asset, call) -> asset.begin(call, work));
    } catch (ProblemException e) {
      if (e.check().equals(JobJournal.UNREADABLE)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The request to a step's agent: capability, input, and the results that the step depends on.
   *
   * @throws ProblemException internal with check job-unreadable, if the rows lack a part of it
   */
  private String work(JobRun run, StepRequest step) {
    StringBuilder work = new StringBuilder("{\"capability\":");
    work.append(JsonTexts.quoted(step.capability().text())).append(",\"input\":");
    try {
      work.append(step.input().in(parts.journal().request(run.id()))).append(",\"results\":{");
      append(work, step, parts.journal().results(run.id(), step.after()));
    } catch (IndexOutOfBoundsException | NoSuchElementException e) {
      throw new ProblemException(
          ProblemType.INTERNAL, JobJournal.UNREADABLE, "The job's rows cannot be read.", e);
    }
    return work.append("}}").toString();
  }

  private static void append(StringBuilder work, StepRequest step, Map<String, String> results) {
    String separator = "";
    for (String id : step.after()) {
      String result =
          Optional.ofNullable(results.get(id))
              .orElseThrow(() -> new NoSuchElementException("a finished step has no result"));
      work.append(separator).append(JsonTexts.quoted(id)).append(':').append(result);
      separator = ",";
    }
  }

  /** Ends the attempts of a lost process, with their tokens; other attempts follow. */
  private void closeOrphans(JobRecord job, HeldLease lease) {
    for (StepRecord step : job.steps()) {
      for (AttemptRecord attempt : step.attempts()) {
        if (attempt.state() == ExecutionState.RUNNING) {
          parts
              .journal()
              .attemptFailed(
                  lease,
                  new AttemptRecord.End(job.jobId(), step.stepId(), attempt.number(), RESTARTED),
                  AuditEntry.of("attempt.failed", Outcome.FAILED, RESTARTED, job.owner().caller())
                      .about(job.jobId() + "/" + step.stepId())
                      .with("agent", attempt.agent())
                      .with("attempt", Integer.toString(attempt.number()))
                      .with("reason", RESTARTED));
        }
      }
    }
  }
}
