package org.bailiwick.master.job;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Reads and cancels jobs if the decision point permits it. */
public final class JobControl {

  private final Gate gate;
  private final JobJournal journal;
  private final WorkflowRunner runner;
  private final JobViews views;

  public JobControl(Gate gate, JobJournal journal, WorkflowRunner runner, JobViews views) {
    this.gate = gate;
    this.journal = journal;
    this.runner = runner;
    this.views = views;
  }

  /** The JSON of a job that the peer may read. */
  String view(JobRecord job) {
    return views.of(job);
  }

  JobRecord read(VerifiedPeer peer, String jobId) {
    JobRecord job = find(jobId);
    gate.requireAndRecord(
        JobQuestion.readJob(JobQuestion.Subject.of(peer), jobId, isOwn(peer, job)));
    return job;
  }

  /** Refuses a peer that may not read this job now; a permit is not recorded. */
  void requireRead(VerifiedPeer peer, JobRecord job) {
    gate.require(JobQuestion.readJob(JobQuestion.Subject.of(peer), job.jobId(), isOwn(peer, job)));
  }

  JobRecord cancel(VerifiedPeer peer, String jobId) {
    JobRecord job = find(jobId);
    AuditEntry permit =
        gate.require(JobQuestion.cancelJob(JobQuestion.Subject.of(peer), jobId, isOwn(peer, job)));
    runner.cancel(jobId, "cancelled-by: " + peer.id(), permit);
    return find(jobId);
  }

  private JobRecord find(String jobId) {
    return journal
        .find(jobId)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.JOB_UNKNOWN, "job-unknown", "The job does not exist."));
  }

  private static boolean isOwn(VerifiedPeer peer, JobRecord job) {
    return job.owner().caller().equals(peer.id().toString());
  }
}
