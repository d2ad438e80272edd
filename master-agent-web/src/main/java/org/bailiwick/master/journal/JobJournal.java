package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return store.read(em -> findByKey(em, caller, key).map(row -> sameJob(row, request)));
  }

  /**
   * Stores a job, its steps and its root token in one commit with the audit rows.
   *
   * @param most greatest number of unfinished jobs of one caller; they are counted in this
   *     transaction, because requests may come at the same time
   */
  public void accept(NewJob job, int most, AuditEntry... audit) {
    writer.commit(
        em -> {
          job.idempotencyKey()
              .flatMap(key -> findByKey(em, job.owner().caller(), key))
              .ifPresent(row -> keyTaken());
          requireFewer(em, job.owner().caller(), most);
          tokens.insertion(job.root()).apply(em);
          em.flush(); // JPA does not know the foreign keys, so the flush orders the inserts
          em.persist(JobRow.of(job));
          em.flush();
          List<StepRequest> steps = job.workflow().request().steps();
          for (int position = 0; position < steps.size(); position++) {
            em.persist(StepRow.of(job.jobId(), position, steps.get(position)));
          }
        },
        audit);
  }

  public Optional<JobRecord> find(String jobId) {
    return store.read(
        em -> Optional.ofNullable(em.find(JobRow.class, jobId)).map(j -> read(em, j)));
  }

  /** The jobs that have not ended, oldest first. */
  public List<String> unfinished() {
    return store.read(
        em ->
            em.createQuery(
                    "select j.jobId from JobRow j where j.state = 'running' order by j.createdAt",
                    String.class)
                .getResultList());
  }

  private static void requireFewer(EntityManager em, String caller, int most) {
    long unfinished =
        em.createQuery(
                "select count(j) from JobRow j where j.caller = :caller and j.state = 'running'",
                Long.class)
            .setParameter("caller", caller)
            .getSingleResult();
    if (unfinished >= most) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "jobs-per-caller",
          "The caller has too many unfinished jobs.");
    }
  }

  /** Writes an attempt and its token. Returns false when the step or job has ended. */
  public boolean begin(AttemptStart attempt, AuditEntry... audit) {
    boolean[] begun = {false};
    writer.commit(
        em -> {
          StepRow step = step(em, attempt.jobId(), attempt.stepId());
          begun[0] = isRunning(em, attempt.jobId()) && !step.state().isFinal();
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
  public void attemptFailed(AttemptEnd end, AuditEntry... audit) {
    Instant now = clock.instant();
    writer.commit(
        em -> {
          step(em, end.jobId(), end.stepId()).waits(end.reason());
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
    writer.commit(em -> step(em, jobId, stepId).waits(reason), audit);
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
    Instant now = clock.instant();
    writer.commit(
        em -> {
          JobRow job = em.find(JobRow.class, jobId);
          changed[0] = !job.state().isFinal();
          if (changed[0]) {
            job.end(state, reason, now);
            tokens.ending(job.rootJti(), "job-" + state.text()).apply(em);
            for (StepRow step : steps(em, jobId)) {
              endStep(em, unfinished(jobId, step), now);
            }
          }
        },
        audit);
    return changed[0];
  }

  private boolean endStep(EntityManager em, StepEnd end, Instant now) {
    StepRow step = step(em, end.jobId(), end.stepId());
    if (step.state().isFinal()) {
      return false;
    }
    step.end(end, now);
    for (AttemptRow attempt : attempts(em, end.jobId())) {
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
    return !em.find(JobRow.class, jobId).state().isFinal();
  }

  private static StepRow step(EntityManager em, String jobId, String stepId) {
    return em.find(StepRow.class, new StepRow.Key(jobId, stepId));
  }

  private static List<StepRow> steps(EntityManager em, String jobId) {
    return em.createQuery(
            "select s from StepRow s where s.jobId = :job order by s.position", StepRow.class)
        .setParameter("job", jobId)
        .getResultList();
  }

  private static List<AttemptRow> attempts(EntityManager em, String jobId) {
    return em.createQuery(
            "select a from AttemptRow a where a.jobId = :job order by a.stepId, a.number",
            AttemptRow.class)
        .setParameter("job", jobId)
        .getResultList();
  }

  private static JobRecord read(EntityManager em, JobRow job) {
    Map<String, List<AttemptRecord>> attempts = new HashMap<>();
    for (AttemptRow row : attempts(em, job.jobId())) {
      attempts.computeIfAbsent(row.stepId(), id -> new ArrayList<>()).add(row.record());
    }
    return job.record(
        steps(em, job.jobId()).stream()
            .map(step -> step.record(attempts.getOrDefault(step.stepId(), List.of())))
            .toList());
  }

  private static Optional<JobRow> findByKey(EntityManager em, String caller, String key) {
    return em.createQuery(
            "select j from JobRow j where j.caller = :caller and j.idempotencyKey = :key",
            JobRow.class)
        .setParameter("caller", caller)
        .setParameter("key", key)
        .getResultStream()
        .findFirst();
  }

  private static String sameJob(JobRow row, JobRequest request) {
    if (!row.requestSha256().equals(Sha256.hex(request.text()))) {
      throw keyTaken();
    }
    return row.jobId();
  }

  private static ProblemException keyTaken() {
    throw new ProblemException(
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        "idempotency-key-reused",
        "This Idempotency-Key already names another job.");
  }
}
