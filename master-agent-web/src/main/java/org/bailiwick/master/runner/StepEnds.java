package org.bailiwick.master.runner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.callout.CallAnswer;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.stepflow.StepFlows;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.outbound.spool.SpooledAnswer;

/** Ends steps. The workflow runner learns of an end when it is durable. */
final class StepEnds {

  /** The reason of a step of which nobody knows whether its work was done. */
  static final String OUTCOME_UNKNOWN = "outcome-unknown";

  private final JobJournal journal;
  private final Catalogue catalogue;
  private final StepReports reports;
  private final StepFlows.Limits limits;
  private final TakeOvers takeOvers;
  private final WorkflowRunner workflow;

  StepEnds(
      WorkflowRunner.Parts parts,
      StepReports reports,
      StepFlows.Limits limits,
      TakeOvers takeOvers,
      WorkflowRunner workflow) {
    this.journal = parts.journal();
    this.catalogue = parts.catalogue();
    this.reports = reports;
    this.limits = limits;
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
    byte[] octets = json.getBytes(StandardCharsets.UTF_8);
    if (octets.length > limits.stored().reference()) {
      keep(run, step, by, source(() -> new ByteArrayInputStream(octets), List.of(), octets.length));
    } else {
      finishWhole(run, step, by, json);
    }
  }

  /** The same with the answer of an asset, which is in a file because it is long. */
  void finish(JobRun run, StepRequest step, String by, SpooledAnswer answer) {
    keep(run, step, by, source(answer::open, List.of("output"), answer.length()));
  }

  private static StoredResults.Source source(
      StoredResults.Opening octets, List<String> path, long length) {
    return new StoredResults.Source(octets, path, CallAnswer.MAX_VALUES, length);
  }

  private void keep(JobRun run, StepRequest step, String by, StoredResults.Source source) {
    StoredResults.Place place = new StoredResults.Place(run.id(), step.id(), run.caller());
    StoredResults.Kept kept;
    try {
      kept = journal.stored().keep(place, source, limits.stored());
    } catch (ProblemException e) {
      if (e.type() == ProblemType.MALFORMED_REQUEST) {
        fail(run, step, CallAnswer.MALFORMED);
        return;
      }
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("the file of an answer cannot be read", e);
    }
    switch (kept) {
      case StoredResults.Kept.Text text -> finishWhole(run, step, by, text.json());
      case StoredResults.Kept.Linkable stored -> finishStored(run, step, by, stored);
    }
  }

  private void finishWhole(JobRun run, StepRequest step, String by, String json) {
    catalogue.requireOutput(step.capability(), json);
    if (!run.takesResult(step, json.length(), limits.results())) {
      fail(run, step, "job-results-too-long");
      return;
    }
    end(run, step, StepRecord.End.done(run.id(), step.id(), json), row(run, step, by));
  }

  private void finishStored(
      JobRun run, StepRequest step, String by, StoredResults.Kept.Linkable stored) {
    StoredResult result = stored.result();
    try {
      requireOutput(step, result);
      run.stored(step, result.size());
      end(
          run,
          step,
          StepRecord.End.stored(run.id(), step.id(), stored.link()),
          row(run, step, by)
              .with("result", result.id())
              .with("result_size", Long.toString(result.size()))
              .with("result_sha256", result.sha256()));
    } catch (RuntimeException e) {
      journal.stored().forget(result.id());
      throw e;
    }
  }

  /** A type is compared with the whole text, so only then it is read into memory. */
  private void requireOutput(StepRequest step, StoredResult result) {
    if (catalogue.isKept()) {
      journal
          .stored()
          .withText(
              result,
              text -> {
                catalogue.requireOutput(step.capability(), text);
                return true;
              });
    }
  }

  private static AuditEntry row(JobRun run, StepRequest step, String by) {
    return AuditEntry.of("step.done", Outcome.DONE, "", by).about(run.id() + "/" + step.id());
  }

  private void end(JobRun run, StepRequest step, StepRecord.End end, AuditEntry audit) {
    if (journal.stepEnded(run.lease(), end, audit)) {
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
