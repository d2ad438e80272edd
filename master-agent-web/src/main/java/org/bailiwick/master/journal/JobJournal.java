package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.planledger.SignedPlan;
import org.bailiwick.master.planledger.StoredPlan;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Writes and reads jobs. Each method returns after its rows and audit entries are durable. If the
 * step or job has ended meanwhile, the change is not made and the method returns false.
 */
public final class JobJournal {

  /** The check, and the reason, of a job whose rows cannot be read. */
  public static final String UNREADABLE = "job-unreadable";

  /** The check, and the beginning of the reason, of a job whose plan must not be executed. */
  public static final String PLAN_UNREADABLE = "plan-unreadable";

  /** The owner has posted a job with this key at the same moment; it may be the same job. */
  public static final class KeyInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private KeyInUse() {
      super("the Idempotency-Key is in use");
    }
  }

  private final Store store;
  private final GroupWriter writer;
  private final TokenLedger tokens;
  private final PlanLedger plans;
  private final Clock clock;

  public JobJournal(
      Store store, GroupWriter writer, TokenLedger tokens, PlanLedger plans, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.tokens = tokens;
    this.plans = plans;
    this.clock = clock;
  }

  /** The id of the job that this owner posted with this key, if the request is the same. */
  public Optional<String> findByKey(JobOwner owner, String key, JobRequest request) {
    return store.read(em -> JobQueries.findByKey(em, owner, key).map(row -> sameJob(row, request)));
  }

  /**
   * Stores a job with its plan, the steps of the plan with their inputs, and the root token, within
   * the bounds, in one commit with the audit rows.
   *
   * @throws KeyInUse when the owner has a job under the same key; nothing is stored then
   */
  public void accept(NewJob job, SignedPlan plan, JobBounds bounds, AuditEntry... audit) {
    JobOwner owner = job.owner();
    writer.commit(
        em -> {
          if (job.idempotencyKey()
              .flatMap(key -> JobQueries.findByKey(em, owner, key))
              .isPresent()) {
            throw new KeyInUse();
          }
          bounds.require(em, owner.caller(), job.request().octets());
          tokens.insertion(job.root()).apply(em);
          plans.insertion(plan).apply(em);
          em.flush(); // JPA does not know the foreign keys, so the flush orders the inserts
          em.persist(new JobRow(job, plan.planId()));
          em.flush();
          List<StepRequest> steps = plan.workflow().planned();
          for (int position = 0; position < steps.size(); position++) {
            em.persist(StepRow.of(job.jobId(), position, steps.get(position)));
          }
          em.flush();
          job.request()
              .inputs()
              .forEach((step, text) -> em.persist(new StepRow.Input(job.jobId(), step, text)));
        },
        audit);
  }

  /**
   * The job with its steps.
   *
   * @throws ProblemException internal with check job-unreadable
   */
  public Optional<JobRecord> find(String jobId) {
    return store.read(em -> JobQueries.Rows.find(em, jobId)).map(JobQueries.Rows::record);
  }

  /** The plan of a job, checked again. */
  public StoredPlan plan(JobRecord job) {
    return plans.read(job.origin().planId(), job.jobId());
  }

  /** The input of a step as JSON text, which may be long. */
  public Optional<String> input(String jobId, String stepId) {
    return store.read(em -> JobQueries.input(em, jobId, stepId));
  }

  /** The length of the input of each step. */
  public Map<String, Integer> inputLengths(String jobId) {
    return store.read(em -> JobQueries.inputLengths(em, jobId));
  }

  /** The results of these steps, as far as they are done, as JSON texts by step. */
  public Map<String, String> results(String jobId, Collection<String> steps) {
    return store.read(em -> JobQueries.results(em, jobId, steps));
  }

  /** The length of the result of each step that is done. */
  public Map<String, Integer> resultLengths(String jobId) {
    return store.read(em -> JobQueries.resultLengths(em, jobId));
  }

  /** The jobs that have not ended, oldest first. */
  public List<String> unfinished() {
    return store.read(JobQueries::unfinished);
  }

  /** Writes an attempt and its token. Returns false when the step or job has ended. */
  public boolean begin(AttemptStart attempt, AuditEntry... audit) {
    boolean[] begun = {false};
    writer.commit(
        em -> {
          StepRow step = JobQueries.step(em, attempt.jobId(), attempt.stepId());
          begun[0] = isRunning(em, attempt.jobId()) && step.isOpen();
          if (begun[0]) {
            tokens.insertion(attempt.token()).apply(em);
            em.flush();
            step.begin(attempt);
            em.persist(AttemptRow.of(attempt));
          }
        },
        audit);
    return begun[0];
  }

  /** Ends an attempt and its token, and stores the reason; another attempt follows. */
  public void attemptFailed(AttemptRecord.End end, AuditEntry... audit) {
    Instant now = clock.instant();
    writer.commit(
        em -> {
          JobQueries.step(em, end.jobId(), end.stepId()).waits(end.reason());
          AttemptRow row =
              em.find(
                  AttemptRow.class, new AttemptRow.Key(end.jobId(), end.stepId(), end.number()));
          row.end(ExecutionState.FAILED, Optional.of(end.reason()), now);
          tokens.ending(row.tokenJti(), "attempt-failed").apply(em);
        },
        audit);
  }

  /** Stores the reason why a step is delayed. */
  public void stepDelayed(String jobId, String stepId, String reason, AuditEntry... audit) {
    writer.commit(em -> JobQueries.step(em, jobId, stepId).waits(reason), audit);
  }

  /** Ends a step with its attempts and their tokens. Returns false when it had ended before. */
  public boolean stepEnded(StepEnd end, AuditEntry... audit) {
    boolean[] changed = {false};
    Instant now = clock.instant();
    writer.commit(em -> changed[0] = endStep(em, end, now), audit);
    return changed[0];
  }

  /** Ends a job, its unfinished steps and all its tokens. Returns false when it had ended. */
  public boolean jobEnded(
      String jobId, ExecutionState state, Optional<String> reason, AuditEntry... audit) {
    boolean[] changed = {false};
    JobEnd end = new JobEnd(state, reason, clock.instant());
    writer.commit(em -> changed[0] = endJob(em, em.find(JobRow.class, jobId), end), audit);
    return changed[0];
  }

  /**
   * Cancels a job that was stored although its caller was told of a failure, and gives its key
   * back, so that the caller's repeated request is a new job.
   */
  public void withdraw(String jobId, String reason, AuditEntry... audit) {
    JobEnd end = new JobEnd(ExecutionState.CANCELLED, Optional.of(reason), clock.instant());
    writer.commit(
        em -> {
          JobRow job = em.find(JobRow.class, jobId);
          if (endJob(em, job, end)) {
            job.giveKeyBack();
          }
        },
        audit);
  }

  private record JobEnd(ExecutionState state, Optional<String> reason, Instant at) {}

  private boolean endJob(EntityManager em, JobRow job, JobEnd end) {
    if (!job.isRunning()) {
      return false;
    }
    job.end(end.state(), end.reason(), end.at());
    tokens.ending(job.rootJti(), "job-" + end.state().text()).apply(em);
    for (StepRow step : JobQueries.steps(em, job.jobId())) {
      endStep(em, unfinished(job.jobId(), step), end.at());
    }
    return true;
  }

  private boolean endStep(EntityManager em, StepEnd end, Instant now) {
    StepRow step = JobQueries.step(em, end.jobId(), end.stepId());
    if (!step.isOpen()) {
      return false;
    }
    step.end(end, now);
    end.result()
        .ifPresent(
            result ->
                em.find(StepRow.Result.class, new StepRow.Key(end.jobId(), end.stepId()))
                    .store(result));
    for (AttemptRow attempt : JobQueries.attempts(em, end.jobId())) {
      if (attempt.stepId().equals(end.stepId())) {
        attempt.end(end.state(), end.reason(), now);
        tokens.ending(attempt.tokenJti(), "step-" + end.state().text()).apply(em);
      }
    }
    return true;
  }

  private static StepEnd unfinished(String jobId, StepRow step) {
    return StepEnd.of(ExecutionState.CANCELLED, jobId, step.stepId(), step.reasonOfJobsEnd());
  }

  private static boolean isRunning(EntityManager em, String jobId) {
    return em.find(JobRow.class, jobId).isRunning();
  }

  private static String sameJob(JobRow row, JobRequest request) {
    if (!row.requestSha256().equals(request.sha256())) {
      throw keyTaken();
    }
    return row.jobId();
  }

  private static ProblemException keyTaken() {
    return new ProblemException(
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        "idempotency-key-reused",
        "This Idempotency-Key already names another job.");
  }
}
