package org.bailiwick.master.job;

import java.time.Clock;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.JobReader;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;

/** Reads and cancels jobs if the decision point permits it. */
public final class JobControl {

  private final Gate gate;
  private final JobJournal journal;
  private final WorkflowRunner runner;
  private final JobViews views;
  private final TrustDomain own;
  private final Clock clock;

  /** {@code own} is this trust domain. */
  public JobControl(
      Gate gate,
      JobJournal journal,
      WorkflowRunner runner,
      JobViews views,
      TrustDomain own,
      Clock clock) {
    this.gate = gate;
    this.journal = journal;
    this.runner = runner;
    this.views = views;
    this.own = own;
    this.clock = clock;
  }

  /** The JSON of a job that the reader may read. */
  public String view(JobRecord job) {
    return views.of(job);
  }

  /**
   * The job, if the reader may read it; the permit is recorded.
   *
   * @throws ProblemException job-unknown, or policy-denied for a job that is not the reader's
   */
  public JobRecord read(JobReader reader, String jobId) {
    JobRecord job = find(jobId);
    gate.requireAndRecord(JobQuestion.readJob(subject(reader), jobId, reader.owns(job.owner())));
    return job;
  }

  /** Refuses a reader that may not read this job now; a permit is not recorded. */
  public void requireRead(JobReader reader, JobRecord job) {
    gate.require(JobQuestion.readJob(subject(reader), job.jobId(), reader.owns(job.owner())));
  }

  /** Cancels the job, if the reader may, and returns it as it is then. */
  public JobRecord cancel(JobReader reader, String jobId) {
    JobRecord job = find(jobId);
    AuditEntry permit =
        gate.require(JobQuestion.cancelJob(subject(reader), jobId, reader.owns(job.owner())));
    runner.cancel(jobId, "cancelled-by: " + reader.name(), permit);
    return find(jobId);
  }

  private JobQuestion.Subject subject(JobReader reader) {
    return switch (reader) {
      case Caller caller -> JobQuestion.Subject.of(caller.identity(), own, clock.instant());
      case JobReader.Operator operator -> JobQuestion.Subject.of(operator.peer());
    };
  }

  private JobRecord find(String jobId) {
    return journal
        .find(jobId)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.JOB_UNKNOWN, "job-unknown", "The job does not exist."));
  }
}
