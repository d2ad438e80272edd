package org.bailiwick.master.runner;

import java.util.Map;
import org.bailiwick.master.journal.AttemptEnd;
import org.bailiwick.master.journal.AttemptStart;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepEnd;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;

/**
 * Tells why a step has no result: the caller by the reason that the job shows, the auditor by a row
 * that names the check, the operator by a line of the log with the cause. Reasons are words of
 * ours.
 */
final class StepReports {

  private static final StructuredLog LOG = StructuredLog.of(StepReports.class);

  private final JobJournal journal;

  StepReports(JobJournal journal) {
    this.journal = journal;
  }

  /** The attempt ends, and another one follows. */
  void attemptFailed(JobRun run, AttemptStart attempt, Missed why) {
    log(attempt, why);
    journal.attemptFailed(
        new AttemptEnd(attempt.jobId(), attempt.stepId(), attempt.number(), why.reason()),
        row(run, attempt, why));
  }

  /** No other attempt follows; the step's own end is written by {@link #failed}. */
  void lastAttemptFailed(AttemptStart attempt, Missed why) {
    log(attempt, why);
  }

  /** The step ends without result. */
  void failed(JobRun run, StepRequest step, String reason) {
    AuditEntry audit =
        AuditEntry.of("step.failed", Outcome.FAILED, code(reason), run.job().owner().caller())
            .about(run.id() + "/" + step.id())
            .with("reason", reason);
    journal.stepEnded(StepEnd.of(ExecutionState.FAILED, run.id(), step.id(), reason), audit);
  }

  /** Something that the node needs is missing; told once for as long as it is the same. */
  void delayed(JobRun run, StepRequest step, Missed why) {
    if (!run.tries(step).isNewDelay(why.reason())) {
      return;
    }
    LOG.warn(
        "step.delayed",
        Map.of("job", run.id(), "step", step.id(), "reason", why.reason(), "cause", why.cause()));
    AuditEntry audit =
        AuditEntry.of("step.delayed", Outcome.FAILED, why.check(), run.job().owner().caller())
            .about(run.id() + "/" + step.id())
            .with("reason", why.reason());
    try {
      journal.stepDelayed(run.id(), step.id(), why.reason(), audit);
    } catch (RuntimeException e) {
      // The database may be what is missing; the line above has said so.
      run.tries(step).isNewDelay("");
    }
  }

  private static void log(AttemptStart attempt, Missed why) {
    LOG.warn(
        "attempt.failed",
        Map.of(
            "job", attempt.jobId(),
            "step", attempt.stepId(),
            "attempt", attempt.number(),
            "agent", attempt.agent(),
            "reason", why.reason(),
            "cause", why.cause()));
  }

  private static AuditEntry row(JobRun run, AttemptStart attempt, Missed why) {
    return AuditEntry.of("attempt.failed", Outcome.FAILED, why.check(), run.job().owner().caller())
        .about(attempt.jobId() + "/" + attempt.stepId())
        .with("agent", attempt.agent())
        .with("attempt", Integer.toString(attempt.number()))
        .with("reason", why.reason());
  }

  /** The code that a reason begins with. */
  static String code(String reason) {
    int end = reason.indexOf(": ");
    return end < 0 ? reason : reason.substring(0, end);
  }
}
