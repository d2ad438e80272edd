package org.bailiwick.master.runner;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
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
import org.bailiwick.master.planledger.StoredPlan;
import org.bailiwick.master.stepflow.JobResults;
import org.bailiwick.master.stepflow.OrderedResults;
import org.bailiwick.master.stepflow.StepFlows;
import org.bailiwick.master.stepflow.StepValues;
import org.bailiwick.master.texts.JobLengths;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
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

  /** The lease under which the job is continued, and the request that its tasks belong to. */
  private record Held(HeldLease lease, UnaryOperator<Runnable> context) {}

  private final WorkflowRunner.Parts parts;
  private final URI results;

  /** {@code results} is the URL below which results are read that are stored by reference. */
  JobLoader(WorkflowRunner.Parts parts, URI results) {
    this.parts = parts;
    this.results = results;
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
      return job.isEmpty() ? new Loaded.Over() : continued(job.get(), new Held(lease, context));
    } catch (ProblemException e) {
      if (e.check().equals(JobJournal.UNREADABLE) || e.type() == ProblemType.MALFORMED_REQUEST) {
        return unreadable(jobId, e);
      }
      throw e;
    }
  }

  private Loaded continued(JobRecord job, Held held) {
    closeOrphans(job, held.lease());
    if (!(parts.ledger().state(job.origin().rootJti()) instanceof TokenState.Live live)) {
      return new Loaded.Lost("grant-ended");
    }
    return switch (parts.journal().plan(job)) {
      case StoredPlan.Accepted plan -> ready(job, plan.workflow(), live.token(), held);
      case StoredPlan.Unreadable unreadable ->
          new Loaded.Lost(JobJournal.PLAN_UNREADABLE + ": " + unreadable.fault().text());
    };
  }

  private Loaded ready(JobRecord job, Workflow workflow, TokenRecord root, Held held) {
    JobLengths lengths =
        new JobLengths(
            parts.journal().inputLengths(job.jobId()),
            parts.journal().resultLengths(job.jobId()),
            parts.journal().stored().ofJob(job.jobId()));
    Transaction transaction =
        new Transaction(
            job.origin().txn(), job.owner().principal(), job.jobId(), job.origin().purpose(), root);
    try {
      requireInstances(job, workflow);
      return new Loaded.Ready(
          new JobRun(job, workflow, lengths, transaction, held.lease(), held.context()));
    } catch (RuntimeException e) {
      return unreadable(job.jobId(), e); // nothing above asks the database
    }
  }

  /**
   * The job's steps must be one of each step of the plan, with its capability, and the instances of
   * repeated ones.
   */
  private static void requireInstances(JobRecord job, Workflow workflow) {
    Map<String, StepRequest> planned = new HashMap<>();
    workflow.planned().forEach(step -> planned.put(step.id(), step));
    Map<String, Integer> items = new HashMap<>();
    for (StepRecord row : job.steps()) {
      StepRequest step = row.planStep().map(workflow::step).orElseThrow();
      String expected =
          step.flow().forEach().isPresent() && !row.stepId().equals(step.id())
              ? StepFlows.instance(step, items.merge(step.id(), 1, Integer::sum) - 1).id()
              : Optional.ofNullable(planned.remove(step.id())).map(StepRequest::id).orElse("");
      if (!row.stepId().equals(expected) || !row.capability().equals(step.capability().text())) {
        throw new IllegalStateException("a step of the job is no instance of its plan's step");
      }
    }
    if (!planned.isEmpty()) {
      throw new IllegalStateException("the job lacks a step of its plan");
    }
  }

  private static Loaded unreadable(String jobId, RuntimeException cause) {
    LOG.fault("job.unreadable", Map.of("job", jobId), cause);
    return new Loaded.Lost(JobJournal.UNREADABLE);
  }

  /** What the step's asset is sent: an order with this text, or a question about its work. */
  record Message(Optional<String> order, BiFunction<AssetCaller, StepCall, PendingCall> sending) {}

  /** What the step's asset is sent, unless the job's rows cannot be read. */
  Optional<Message> message(JobRun run, StepRequest step) {
    Optional<StepTries.Accepted> accepted = run.tries(step).accepted();
    if (accepted.isPresent()) {
      return Optional.of(
          new Message(
              Optional.empty(), (asset, call) -> asset.ask(call, accepted.get().statusUrl())));
    }
    try {
      String work = work(run, step);
      return Optional.of(new Message(Optional.of(work), (asset, call) -> asset.begin(call, work)));
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
   * @throws org.bailiwick.master.catalogue.UnsuitableValue if the input is not of its type
   */
  private String work(JobRun run, StepRequest step) {
    StringBuilder work = new StringBuilder("{\"capability\":");
    work.append(JsonTexts.quoted(step.capability().text())).append(",\"input\":");
    try {
      String input = flowInput(run, step);
      parts.catalogue().requireInput(step.capability(), input);
      work.append(input);
      OrderedResults.of(parts.journal(), run.id(), sent(run, step)).appendTo(work, step, results);
    } catch (NoSuchElementException e) {
      throw new ProblemException(
          ProblemType.INTERNAL, JobJournal.UNREADABLE, "The job's rows cannot be read.", e);
    }
    return work.append('}').toString();
  }

  private String input(JobRun run, StepRequest step) {
    String input =
        parts
            .journal()
            .input(run.id(), step.id())
            .orElseThrow(() -> new NoSuchElementException("the step has no input"));
    try {
      JsonTexts.check(input, Integer.MAX_VALUE); // anything else could add members to the work
    } catch (ProblemException e) {
      throw new NoSuchElementException("the step's input is no JSON", e);
    }
    return input;
  }

  /** The input of a step with the values that it gets from earlier results. */
  private String flowInput(JobRun run, StepRequest step) {
    String base = input(run, step);
    JobResults needed = JobResults.read(parts.journal(), run.id(), step.flow().needs());
    return StepValues.input(step, base, needed, Optional.empty());
  }

  /** The steps whose results the order has, unless the step says which values it gets. */
  private static List<String> sent(JobRun run, StepRequest step) {
    if (step.flow().inputFrom().isPresent()) {
      return List.of();
    }
    Set<String> skipped = run.flow().skipped();
    return step.after().stream().filter(id -> !skipped.contains(id)).toList();
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
                  AuditEntry.of(
                          "attempt.failed", Outcome.FAILED, RESTARTED, job.owner().caller().name())
                      .about(job.jobId() + "/" + step.stepId())
                      .with("agent", attempt.agent())
                      .with("attempt", Integer.toString(attempt.number()))
                      .with("reason", RESTARTED));
        }
      }
    }
  }
}
