package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.outbox.EndingActs;
import org.bailiwick.master.tokenledger.TokenLedger;

/**
 * Ends jobs, steps and attempts, with what depends on them, each inside a transaction. Accepted
 * work that is not done when its step ends is withdrawn by an act in the same transaction.
 */
final class JobEnds {

  private final TokenLedger tokens;
  private final EndingActs acts;

  JobEnds(TokenLedger tokens, EndingActs acts) {
    this.tokens = tokens;
    this.acts = acts;
  }

  /**
   * Stores that the attempt's work was accepted, and its state. If the step or job has ended
   * meanwhile, nobody wants the work any more; it is withdrawn, and the method returns false.
   */
  boolean accept(EntityManager em, AttemptStart.Accepted accepted) {
    AttemptStart attempt = accepted.attempt();
    StepRow step = JobQueries.step(em, attempt.jobId(), attempt.stepId());
    AttemptRow row = JobQueries.attempt(em, attempt);
    if (JobQueries.isRunning(em, attempt.jobId()) && step.isOpen()) {
      step.accepted(accepted.state());
      row.accepted(accepted);
      return true;
    }
    acts.insertion(row.withdrawal(accepted.statusUrl())).apply(em);
    return false;
  }

  /** Ends an attempt and its token. The step waits for the next attempt. */
  void failAttempt(EntityManager em, AttemptRecord.End end, Instant now) {
    JobQueries.step(em, end.jobId(), end.stepId()).waits(end.reason());
    AttemptRow row =
        em.find(AttemptRow.class, new AttemptRow.Key(end.jobId(), end.stepId(), end.number()));
    row.end(ExecutionState.FAILED, Optional.of(end.reason()), now);
    tokens.ending(row.tokenJti(), "attempt-failed").apply(em);
  }

  /** Ends a step with its attempts and their tokens. Returns false when it had ended before. */
  boolean endStep(EntityManager em, StepRecord.End end, Instant now) {
    StepRow step = JobQueries.step(em, end.jobId(), end.stepId());
    if (!step.isOpen()) {
      return false;
    }
    step.end(end, now);
    end.link().apply(em);
    end.result()
        .ifPresent(
            result ->
                em.find(StepRow.Result.class, new StepRow.Key(end.jobId(), end.stepId()))
                    .store(result));
    String reason = "step-" + end.state().text();
    for (AttemptRow attempt : JobQueries.attempts(em, end.jobId())) {
      if (attempt.stepId().equals(end.stepId())) {
        attempt.leaves(end.state()).ifPresent(act -> acts.insertion(act).apply(em));
        attempt.end(end.state(), end.reason(), now);
        tokens.ending(attempt.tokenJti(), reason).apply(em);
        if (attempt.isAccepted()) {
          String root = em.find(JobRow.class, end.jobId()).rootJti();
          tokens.endingOfStep(root, end.stepId(), reason).apply(em);
        }
      }
    }
    return true;
  }

  /** Ends a job, its unfinished steps and all its tokens. Returns false when it had ended. */
  boolean endJob(EntityManager em, JobRecord.End end, Instant now) {
    JobRow job = em.find(JobRow.class, end.jobId());
    if (!job.isRunning()) {
      return false;
    }
    job.end(end.state(), end.reason(), now);
    job.changedNow(em);
    tokens.ending(job.rootJti(), "job-" + end.state().text()).apply(em);
    boolean hasDone = false;
    for (StepRow step : JobQueries.steps(em, job.jobId())) {
      hasDone |= step.isDone();
      endStep(em, unfinished(job.jobId(), step), now);
    }
    if (hasDone && end.state() != ExecutionState.DONE) {
      acts.compensation(job.jobId()).apply(em);
    }
    return true;
  }

  /** Ends a job, and gives the key of the request that brought it back. */
  void withdrawJob(EntityManager em, JobRecord.End end, Instant now) {
    if (endJob(em, end, now)) {
      em.find(JobRow.class, end.jobId()).giveKeyBack();
    }
  }

  private static StepRecord.End unfinished(String jobId, StepRow step) {
    return StepRecord.End.of(step.stateOfJobsEnd(), jobId, step.stepId(), step.reasonOfJobsEnd());
  }
}
