package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.outbox.EndingActs;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.planledger.SignedPlan;
import org.bailiwick.master.planledger.StoredPlan;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Writes and reads jobs. Each method returns after its rows and audit entries are durable, or
 * returns false and changes nothing if the step or job has ended meanwhile. Once another process
 * has acquired a job's lease, it throws {@link org.bailiwick.node.lease.LeaseLostException}.
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

  /** The number before the first question for changes. */
  public static final long NOTHING_FOLLOWED = -1;

  /** The ids of jobs with changes, and the number of the last one. */
  public record Changes(long revision, List<String> accepted, List<String> ended) {}

  private final Store store;
  private final GroupWriter writer;
  private final TokenLedger tokens;
  private final PlanLedger plans;
  private final StoredResults stored;
  private final JobEnds ends;
  private final Clock clock;

  public JobJournal(
      Store store,
      GroupWriter writer,
      TokenLedger tokens,
      PlanLedger plans,
      EndingActs acts,
      Clock clock) {
    this.store = store;
    this.writer = writer;
    this.tokens = tokens;
    this.plans = plans;
    this.stored = new StoredResults(store, writer, clock);
    this.ends = new JobEnds(tokens, acts);
    this.clock = clock;
  }

  /** The id of the job that this owner posted with this key, if the request is the same. */
  public Optional<String> findByKey(JobOwner owner, String key, JobRequest request) {
    return store.read(em -> JobQueries.findByKey(em, owner, key).map(row -> row.idIfSame(request)));
  }

  /**
   * Stores a job with its plan, the steps of the plan with their inputs, and the root token, within
   * the bounds, in one commit with the audit rows.
   *
   * @param lease inserts the lease of the process that is going to execute the job
   * @throws KeyInUse when the owner has a job under the same key; nothing is stored then
   */
  public void accept(
      NewJob.Planned planned, JobBounds bounds, UnitOfWork lease, AuditEntry... audit) {
    NewJob job = planned.job();
    SignedPlan plan = planned.plan();
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
          JobRow row = new JobRow(job, plan.planId());
          row.changedNow(em);
          em.persist(row);
          lease.apply(em);
          em.flush();
          StepRow.insert(em, job.jobId(), plan.workflow().planned());
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

  /** The results that are stored by reference; {@link #results} has the other ones. */
  public StoredResults stored() {
    return stored;
  }

  /** The jobs that have not ended, oldest first. */
  public List<String> unfinished() {
    return store.read(JobQueries::unfinished);
  }

  /** Those of these unfinished jobs, or of all, that no other process executes, oldest first. */
  public List<String> free(Lease.Taken taken, Optional<Collection<String>> among) {
    return store.read(em -> JobQueries.free(em, taken, among));
  }

  /**
   * Jobs accepted or ended since this change, some of many; none after {@link #NOTHING_FOLLOWED}.
   */
  public Changes changesAfter(long revision) {
    return store.read(em -> JobQueries.changesAfter(em, revision));
  }

  /** Writes an attempt and its token. Returns false when the step or job has ended. */
  public boolean begin(HeldLease lease, AttemptStart attempt, AuditEntry... audit) {
    return commitIfOpen(
        lease,
        attempt,
        (em, step) -> {
          tokens.insertion(attempt.token()).apply(em);
          em.flush();
          step.begin(attempt);
          em.persist(AttemptRow.of(attempt));
        },
        audit);
  }

  /**
   * Writes that the attempt's work was accepted, and its state. Returns false as above; the work is
   * withdrawn then.
   */
  public boolean accepted(HeldLease lease, AttemptStart.Accepted accepted, AuditEntry... audit) {
    return commitChange(lease, em -> ends.accept(em, accepted), audit);
  }

  /** Writes the token for a poll of accepted work. Returns false as above. */
  public boolean polled(HeldLease lease, AttemptStart poll, AuditEntry... audit) {
    return commitIfOpen(lease, poll, (em, step) -> tokens.insertion(poll.token()).apply(em), audit);
  }

  private boolean commitIfOpen(
      HeldLease lease,
      AttemptStart attempt,
      BiConsumer<EntityManager, StepRow> change,
      AuditEntry... audit) {
    boolean[] open = {false};
    commit(
        lease,
        em -> {
          StepRow step = JobQueries.step(em, attempt.jobId(), attempt.stepId());
          open[0] = JobQueries.isRunning(em, attempt.jobId()) && step.isOpen();
          if (open[0]) {
            change.accept(em, step);
          }
        },
        audit);
    return open[0];
  }

  /** Ends an attempt and its token, and stores the reason; another attempt follows. */
  public void attemptFailed(HeldLease lease, AttemptRecord.End end, AuditEntry... audit) {
    Instant now = clock.instant();
    commit(lease, em -> ends.failAttempt(em, end, now), audit);
  }

  /** Stores the reason why a step is delayed. */
  public void stepDelayed(HeldLease lease, StepRecord.Delay delay, AuditEntry... audit) {
    commit(lease, em -> JobQueries.step(em, delay).waits(delay.reason()), audit);
  }

  /** Stores that a step waits for people, together with what they are asked. */
  public void stepAsks(HeldLease lease, StepRecord.Question question, AuditEntry... audit) {
    StepRecord.Delay delay = question.delay();
    UnitOfWork waits = em -> JobQueries.step(em, delay).waitsForPeople(delay, question.state());
    commit(lease, waits.and(question.asked()), audit);
  }

  /** Gives a running job the number of a change, so that the node that executes it looks again. */
  public UnitOfWork change(String jobId) {
    return em -> em.find(JobRow.class, jobId).changedNow(em);
  }

  /** Ends a step with its attempts and their tokens. Returns false when it had ended before. */
  public boolean stepEnded(HeldLease lease, StepRecord.End end, AuditEntry... audit) {
    Instant now = clock.instant();
    return commitChange(lease, em -> ends.endStep(em, end, now), audit);
  }

  /** As {@link #jobEnded(JobRecord.End, AuditEntry...)}, by the process that executes the job. */
  public boolean jobEnded(HeldLease lease, JobRecord.End end, AuditEntry... audit) {
    Instant now = clock.instant();
    return commitChange(lease, em -> ends.endJob(em, end, now), audit);
  }

  /**
   * Ends a job, its unfinished steps and all its tokens. Returns false when it had ended. This
   * needs no lease, because a caller or a revocation may end a job at any node.
   */
  public boolean jobEnded(JobRecord.End end, AuditEntry... audit) {
    boolean[] changed = {false};
    Instant now = clock.instant();
    writer.commit(em -> changed[0] = ends.endJob(em, end, now), audit);
    return changed[0];
  }

  /** Ends a job as {@link #jobEnded}, in one transaction with other changes. */
  public UnitOfWork ending(JobRecord.End end) {
    Instant now = clock.instant();
    return em -> ends.endJob(em, end, now);
  }

  /**
   * Cancels a job that was stored although its caller was told of a failure, and gives its key
   * back, so that the caller's repeated request is a new job.
   */
  public void withdraw(String jobId, String reason, AuditEntry... audit) {
    JobRecord.End end = new JobRecord.End(jobId, ExecutionState.CANCELLED, Optional.of(reason));
    Instant now = clock.instant();
    writer.commit(em -> ends.withdrawJob(em, end, now), audit);
  }

  private boolean commitChange(
      HeldLease lease, Predicate<EntityManager> change, AuditEntry... audit) {
    boolean[] changed = {false};
    commit(lease, em -> changed[0] = change.test(em), audit);
    return changed[0];
  }

  public void commit(HeldLease lease, UnitOfWork work, AuditEntry... audit) {
    writer.commit(
        em -> {
          lease.require(em);
          work.apply(em);
        },
        audit);
  }
}
