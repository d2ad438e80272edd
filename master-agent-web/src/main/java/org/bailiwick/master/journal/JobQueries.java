package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lease.Lease;

/** The queries of {@link JobJournal}, each inside a transaction. */
final class JobQueries {

  private static final int MOST_CHANGES = 1000;

  private JobQueries() {}

  /** The rows of a job, before their columns are understood. */
  record Rows(JobRow job, List<StepRow> steps, List<AttemptRow> attempts) {

    static Optional<Rows> find(EntityManager em, String jobId) {
      return Optional.ofNullable(em.find(JobRow.class, jobId))
          .map(job -> new Rows(job, JobQueries.steps(em, jobId), JobQueries.attempts(em, jobId)));
    }

    /**
     * The job of these rows.
     *
     * @throws ProblemException internal with check job-unreadable, if a column has a text that is
     *     not understood
     */
    JobRecord record() {
      try {
        Map<String, List<AttemptRecord>> ofStep = new HashMap<>();
        for (AttemptRow row : attempts) {
          ofStep.computeIfAbsent(row.stepId(), id -> new ArrayList<>()).add(row.record());
        }
        return job.record(
            steps.stream()
                .map(step -> step.record(ofStep.getOrDefault(step.stepId(), List.of())))
                .toList());
      } catch (RuntimeException e) {
        throw new ProblemException(
            ProblemType.INTERNAL, JobJournal.UNREADABLE, "The job's rows cannot be read.", e);
      }
    }
  }

  /** The owner's job with this key; a job of before version 3 of the schema has the key itself. */
  static Optional<JobRow> findByKey(EntityManager em, JobOwner owner, String key) {
    return em.createQuery("select j from JobRow j where j.ownerKey = :digest", JobRow.class)
        .setParameter("digest", owner.digest(key))
        .getResultStream()
        .findFirst()
        .or(() -> findByEarlierKey(em, owner, key));
  }

  private static Optional<JobRow> findByEarlierKey(EntityManager em, JobOwner owner, String key) {
    return em.createQuery(
            "select j from JobRow j where j.caller = :caller and j.idempotencyKey = :key"
                + " and j.callerKind = :kind and j.principal = :principal",
            JobRow.class)
        .setParameter("caller", owner.caller().name())
        .setParameter("key", key)
        .setParameter("kind", owner.caller().kind().text())
        .setParameter("principal", owner.principal())
        .getResultStream()
        .findFirst();
  }

  /** The jobs that have not ended, oldest first. */
  static List<String> unfinished(EntityManager em) {
    return em.createQuery(
            "select j.jobId from JobRow j where j.state = 'running' order by j.createdAt",
            String.class)
        .getResultList();
  }

  /** The unfinished jobs without such a lease, oldest first. */
  static List<String> free(
      EntityManager em, Lease.Taken taken, Optional<Collection<String>> among) {
    if (among.filter(Collection::isEmpty).isPresent()) {
      return List.of();
    }
    TypedQuery<String> query =
        em.createQuery(
                "select j.jobId from JobRow j where j.state = 'running'"
                    + (among.isPresent() ? " and j.jobId in :jobs" : "")
                    + " and not exists (select l.name from LeaseRow l"
                    + " where l.name = concat('job/', j.jobId) and l.holder <> :holder"
                    + " and l.expiresAt > :now and l.expiresAt <= :latest) order by j.createdAt",
                String.class)
            .setParameter("holder", taken.holder())
            .setParameter("now", taken.now())
            .setParameter("latest", taken.latestEnd());
    among.ifPresent(jobs -> query.setParameter("jobs", jobs));
    return query.getResultList();
  }

  /** A number beyond the present one comes from a database that was replaced by a backup. */
  static JobJournal.Changes changesAfter(EntityManager em, long after) {
    long present = JobRow.Revision.find(em).present();
    if (after == JobJournal.NOTHING_FOLLOWED || after >= present) {
      return new JobJournal.Changes(present, List.of(), List.of());
    }
    List<Object[]> rows =
        em.createQuery(
                "select j.jobId, j.state, j.revision from JobRow j where j.revision > :after"
                    + " order by j.revision",
                Object[].class)
            .setParameter("after", after)
            .setMaxResults(MOST_CHANGES)
            .getResultList();
    List<String> accepted = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    for (Object[] row : rows) {
      (ExecutionState.isFinal((String) row[1]) ? ended : accepted).add((String) row[0]);
    }
    long last = rows.isEmpty() ? present : ((Number) rows.getLast()[2]).longValue();
    return new JobJournal.Changes(last, accepted, ended);
  }

  static Optional<String> input(EntityManager em, String jobId, String stepId) {
    return Optional.ofNullable(em.find(StepRow.Input.class, new StepRow.Key(jobId, stepId)))
        .map(StepRow.Input::text);
  }

  /** The results of the steps that are done, by step. */
  static Map<String, String> results(EntityManager em, String jobId, Collection<String> steps) {
    Map<String, String> results = new HashMap<>();
    if (!steps.isEmpty()) {
      em.createQuery(
              "select r.stepId, r.result from StepResultRow r where r.jobId = :job"
                  + " and r.stepId in :steps and r.result is not null",
              Object[].class)
          .setParameter("job", jobId)
          .setParameter("steps", steps)
          .getResultList()
          .forEach(row -> results.put((String) row[0], (String) row[1]));
    }
    return results;
  }

  /** The characters of each input. */
  static Map<String, Integer> inputLengths(EntityManager em, String jobId) {
    return lengths(
        em, jobId, "select i.stepId, length(i.input) from StepInputRow i where i.jobId = :job");
  }

  /** The characters of each result. */
  static Map<String, Integer> resultLengths(EntityManager em, String jobId) {
    return lengths(
        em,
        jobId,
        "select r.stepId, length(r.result) from StepResultRow r where r.jobId = :job"
            + " and r.result is not null");
  }

  private static Map<String, Integer> lengths(EntityManager em, String jobId, String query) {
    Map<String, Integer> lengths = new HashMap<>();
    em.createQuery(query, Object[].class)
        .setParameter("job", jobId)
        .getResultList()
        .forEach(row -> lengths.put((String) row[0], ((Number) row[1]).intValue()));
    return lengths;
  }

  static StepRow step(EntityManager em, String jobId, String stepId) {
    return em.find(StepRow.class, new StepRow.Key(jobId, stepId));
  }

  static StepRow step(EntityManager em, StepRecord.Delay delay) {
    return step(em, delay.jobId(), delay.stepId());
  }

  static AttemptRow attempt(EntityManager em, AttemptStart start) {
    return em.find(
        AttemptRow.class, new AttemptRow.Key(start.jobId(), start.stepId(), start.number()));
  }

  static boolean isRunning(EntityManager em, String jobId) {
    return em.find(JobRow.class, jobId).isRunning();
  }

  static List<StepRow> steps(EntityManager em, String jobId) {
    return em.createQuery(
            "select s from StepRow s where s.jobId = :job order by s.position, s.stepId",
            StepRow.class)
        .setParameter("job", jobId)
        .getResultList();
  }

  static List<AttemptRow> attempts(EntityManager em, String jobId) {
    return em.createQuery(
            "select a from AttemptRow a where a.jobId = :job order by a.stepId, a.number",
            AttemptRow.class)
        .setParameter("job", jobId)
        .getResultList();
  }
}
