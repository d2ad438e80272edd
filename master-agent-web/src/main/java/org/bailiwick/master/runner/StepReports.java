package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.journal.AttemptRecord;
import org.bailiwick.master.journal.AttemptStart;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;

/**
 * Reports why a step has no result: to the caller by the reason in the job, to auditors by an audit
 * row with the check, to operators by a log line with the cause. A reason contains no text of an
 * agent.
 */
final class StepReports {

  private static final StructuredLog LOG = StructuredLog.of(StepReports.class);

  /**
   * The failure of an attempt, and the shortest pause before the next attempt.
   *
   * @param reason a code, with or without a colon and a few fixed words
   * @param check name of the failed check in the audit log
   * @param cause class names of exceptions and what was called, for the log; empty when there was
   *     an answer
   */
  record FailedAttempt(String reason, String check, String cause, Duration pause) {

    static FailedAttempt soon(String reason, String cause) {
      return new FailedAttempt(reason, code(reason), cause, Duration.ZERO);
    }

    static FailedAttempt later(String reason, Duration pause) {
      return new FailedAttempt(reason, code(reason), "", pause);
    }

    /** A failure by a missing dependency or a fault of the node, whose text is not disclosed. */
    static FailedAttempt ofNode(RuntimeException failure, Duration pause) {
      String cause = failure.getClass().getSimpleName();
      return failure instanceof ProblemException problem
          ? new FailedAttempt(
              problem.type().slug() + ": " + problem.check(), problem.check(), cause, pause)
          : new FailedAttempt("node-fault", "node-fault", cause, pause);
    }
  }

  private final JobJournal journal;

  StepReports(JobJournal journal) {
    this.journal = journal;
  }

  /** Reports an attempt that failed and that another attempt follows. */
  void attemptFailed(JobRun run, AttemptStart attempt, FailedAttempt failure) {
    log(attempt, failure);
    journal.attemptFailed(
        run.lease(),
        new AttemptRecord.End(
            attempt.jobId(), attempt.stepId(), attempt.number(), failure.reason()),
        row("attempt.failed", run, attempt, failure));
  }

  /** Reports a poll without answer, after which the accepted work is polled again. */
  void pollFailed(JobRun run, AttemptStart attempt, FailedAttempt failure) {
    log("poll.failed", attempt, failure);
    journal.stepDelayed(
        run.lease(),
        new StepRecord.Delay(attempt.jobId(), attempt.stepId(), failure.reason()),
        row("poll.failed", run, attempt, failure));
  }

  /** Ends the step without result, in this state. */
  void failed(JobRun run, StepRequest step, ExecutionState state, String reason) {
    AuditEntry audit =
        AuditEntry.of(
                "step." + state.text(),
                Outcome.FAILED,
                code(reason),
                run.job().owner().caller().name())
            .about(run.id() + "/" + step.id())
            .with("reason", reason);
    journal.stepEnded(run.lease(), StepRecord.End.of(state, run.id(), step.id(), reason), audit);
  }

  /** Reports that a dependency of the node is missing. The same reason is reported once. */
  void delayed(JobRun run, StepRequest step, FailedAttempt failure) {
    if (!run.tries(step).isNewDelay(failure.reason())) {
      return;
    }
    LOG.warn(
        "step.delayed",
        Map.of(
            "job",
            run.id(),
            "step",
            step.id(),
            "reason",
            failure.reason(),
            "cause",
            failure.cause()));
    AuditEntry audit =
        AuditEntry.of(
                "step.delayed", Outcome.FAILED, failure.check(), run.job().owner().caller().name())
            .about(run.id() + "/" + step.id())
            .with("reason", failure.reason());
    try {
      journal.stepDelayed(
          run.lease(), new StepRecord.Delay(run.id(), step.id(), failure.reason()), audit);
    } catch (RuntimeException e) {
      // The database may be missing, too. Without a last reason, the next delay is stored.
      run.tries(step).isNewDelay("");
    }
  }

  /** Logs a failed attempt. After the last attempt {@link #failed} stores the end of the step. */
  static void log(AttemptStart attempt, FailedAttempt failure) {
    log("attempt.failed", attempt, failure);
  }

  private static void log(String event, AttemptStart attempt, FailedAttempt failure) {
    LOG.warn(
        event,
        Map.of(
            "job", attempt.jobId(),
            "step", attempt.stepId(),
            "attempt", attempt.number(),
            "agent", attempt.agent(),
            "reason", failure.reason(),
            "cause", failure.cause()));
  }

  private static AuditEntry row(
      String event, JobRun run, AttemptStart attempt, FailedAttempt failure) {
    return AuditEntry.of(event, Outcome.FAILED, failure.check(), run.job().owner().caller().name())
        .about(attempt.jobId() + "/" + attempt.stepId())
        .with("agent", attempt.agent())
        .with("attempt", Integer.toString(attempt.number()))
        .with("reason", failure.reason());
  }

  /** The code at the beginning of a reason. */
  static String code(String reason) {
    int end = reason.indexOf(": ");
    return end < 0 ? reason : reason.substring(0, end);
  }
}
