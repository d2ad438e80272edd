package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
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

  /** The caller has posted a job with this key at the same moment; it may be the same job. */
  public static final class KeyInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private KeyInUse() {
      super("the Idempotency-Key is in use");
    }
  }

  private final Store store;
  private final GroupWriter writer;
  private final TokenLedger tokens;
  private final Clock clock;

  public JobJournal(Store store, GroupWriter writer, TokenLedger tokens, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** The id of the job that this caller posted with this key, if the request is the same. */
  public Optional<String> findByKey(String caller, String key, JobRequest request) {
    return store.read(
        em -> JobQueries.findByKey(em, caller, key).map(row -> sameJob(row, request)));
  }

  /**
   * Stores a job, its steps and its root token, within the bounds, in one commit with the audit
   * rows.
   *
   * @throws KeyInUse when the caller has a job under the same key; nothing is stored then
   */
  public void accept(NewJob job, JobBounds bounds, AuditEntry... audit) {
    String caller = job.owner().caller();
    writer.commit(
        em -> {
          if (job.idempotencyKey()
              .flatMap(key -> JobQueries.findByKey(em, caller, key))
              .isPresent()) {
            throw new KeyInUse();
          }
          bounds.require(em, caller, JobRow.octets(job.request()));
          tokens.insertion(job.root()).apply(em);
          em.flush(); // JPA does not know the foreign keys, so the flush orders the inserts
          em.persist(new JobRow.Accepted(job));
          em.flush();
          List<StepRequest> steps = job.request().steps();
          for (int position = 0; position < steps.size(); position++) {
            em.persist(StepRow.of(job.jobId(), position, steps.get(position)));
          }
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

  /** The text of a job's request, which may be long. */
  public String request(String jobId) {
    return store.read(em -> JobQueries.request(em, jobId));
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
    return commitIfOpen(
        attempt,
        (em, step) -> {
          tokens.insertion(attempt.token()).apply(em);
          em.flush();
          step.begin(attempt);
          em.persist(AttemptRow.of(attempt));
        },
        audit);
  }

  /** Writes that the attempt's work was accepted, and its state. Returns false as above. */
  public boolean accepted(AttemptStart.Accepted accepted, AuditEntry... audit) {
    return commitIfOpen(
        accepted.attempt(),
        (em, step) -> {
          step.accepted(accepted.state());
          attempt(em, accepted.attempt()).accepted(accepted);
        },
        audit);
  }

  /** Writes the token for a poll of accepted work. Returns false as above. */
  public boolean polled(AttemptStart poll, AuditEntry... audit) {
    return commitIfOpen(poll, (em, step) -> tokens.insertion(poll.token()).apply(em), audit);
  }

  private boolean commitIfOpen(
      AttemptStart attempt, BiConsumer<EntityManager, StepRow> change, AuditEntry... audit) {
    boolean[] open = {false};
    writer.commit(
        em -> {
          StepRow step = JobQueries.step(em, attempt.jobId(), attempt.stepId());
          open[0] = isRunning(em, attempt.jobId()) && step.isOpen();
          if (open[0]) {
            change.accept(em, step);
          }
        },
        audit);
    return open[0];
  }

  private static AttemptRow attempt(EntityManager em, AttemptStart start) {
    return em.find(
        AttemptRow.class, new AttemptRow.Key(start.jobId(), start.stepId(), start.number()));
  }

  /** Ends an attempt and its token, and stores the reason; another attempt follows. */
  public void attemptFailed(AttemptEnd end, AuditEntry... audit) {
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
    writer.commit(em -> changed[0] = endJob(em, em.find(JobRow.State.class, jobId), end), audit);
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
          JobRow job = em.find(JobRow.State.class, jobId);
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
    String reason = "step-" + end.state().text();
    for (AttemptRow attempt : JobQueries.attempts(em, end.jobId())) {
      if (attempt.stepId().equals(end.stepId())) {
        attempt.end(end.state(), end.reason(), now);
        tokens.ending(attempt.tokenJti(), reason).apply(em);
        if (attempt.isAccepted()) {
          String root = em.find(JobRow.State.class, end.jobId()).rootJti();
          tokens.endingOfStep(root, end.stepId(), reason).apply(em);
        }
      }
    }
    return true;
  }

  private static StepEnd unfinished(String jobId, StepRow step) {
    return StepEnd.of(ExecutionState.CANCELLED, jobId, step.stepId(), step.reasonOfJobsEnd());
  }

  private static boolean isRunning(EntityManager em, String jobId) {
    return em.find(JobRow.State.class, jobId).isRunning();
  }

  private static String sameJob(JobRow row, JobRequest request) {
    if (!row.requestSha256().equals(Sha256.hex(request.text()))) {
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
