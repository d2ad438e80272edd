package org.bailiwick.master.runner;

import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/** Ends steps. The workflow runner learns of an end when it is durable. */
final class StepEnds {

  /** The reason of a step of which nobody knows whether its work was done. */
  static final String OUTCOME_UNKNOWN = "outcome-unknown";

  private final JobJournal journal;
  private final Catalogue catalogue;
  private final StepReports reports;
  private final long mostResults;
  private final TakeOvers takeOvers;
  private final WorkflowRunner workflow;

  /** {@code mostResults} is the greatest length of all results of a job. */
  StepEnds(
      WorkflowRunner.Parts parts,
      StepReports reports,
      long mostResults,
      TakeOvers takeOvers,
      WorkflowRunner workflow) {
    this.journal = parts.journal();
    this.catalogue = parts.catalogue();
    this.reports = reports;
    this.mostResults = mostResults;
    this.takeOvers = takeOvers;
    this.workflow = workflow;
  }

  /**
   * Ends the step with the output that somebody has told.
   *
   * @param by the asset, or the person who knows what an asset has done
   * @throws UnsuitableValue if the output is not of its type
   */
  void finish(JobRun run, StepRequest step, String by, String json) {
    catalogue.requireOutput(step.capability(), json);
    if (!run.takesResult(step, json.length(), mostResults)) {
      fail(run, step, "job-results-too-long");
      return;
    }
    AuditEntry audit =
        AuditEntry.of("step.done", Outcome.DONE, "", by).about(run.id() + "/" + step.id());
    if (journal.stepEnded(run.lease(), StepRecord.End.done(run.id(), step.id(), json), audit)) {
      run.done(step);
      workflow.changed(run);
      workflow.advance(run);
    } else {
      takeOvers.readAgain(run); // the rows say that the step or job has ended before
    }
  }

  void fail(JobRun run, StepRequest step, String reason) {
    reports.failed(run, step, ExecutionState.FAILED, reason);
    workflow.stepFailed(run, step, reason);
  }

  /** Ends the step without anybody knowing whether its work was done. */
  void unknown(JobRun run, StepRequest step) {
    reports.failed(run, step, ExecutionState.UNKNOWN, OUTCOME_UNKNOWN);
    workflow.stepFailed(run, step, OUTCOME_UNKNOWN);
  }
}
