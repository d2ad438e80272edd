package org.bailiwick.master.journal;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.storedresult.StoredResultDeletion;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Deletes ended jobs, and earlier their inputs and results, those first that ended first. A call
 * deletes a few jobs in one commit with one audit row, and finds them by an index, so that it takes
 * the same short time however many rows there are.
 */
@Dependent
public class JobDeletion {

  private final Store store;
  private final GroupWriter writer;
  private final TokenLedger tokens;
  private final PlanLedger plans;

  @Inject
  public JobDeletion(Store store, GroupWriter writer, TokenLedger tokens, PlanLedger plans) {
    this.store = store;
    this.writer = writer;
    this.tokens = tokens;
    this.plans = plans;
  }

  /**
   * Deletes the inputs and results of jobs that ended before this time.
   *
   * @param now the time that the jobs have as that of the deletion
   * @param most greatest number of jobs
   * @return number of jobs
   */
  public int deleteTexts(Instant endedBefore, Instant now, int most) {
    // The order is that of the index; for one place in it, the first column is the same.
    List<String> jobs =
        find(
            "select j.jobId from JobRow j where j.textsDeletedAt is null and j.endedAt < :before"
                + " order by j.textsDeletedAt, j.endedAt",
            endedBefore,
            most);
    return commit(jobs, "job-texts.deleted", em -> deleteTexts(em, jobs, now));
  }

  /**
   * Deletes jobs that ended before this time, with their steps, attempts, plans and tokens. An
   * Idempotency-Key is forgotten with its job.
   *
   * @param most greatest number of jobs
   * @return number of jobs
   */
  public int deleteJobs(Instant endedBefore, int most) {
    List<String> jobs =
        find(
            "select j.jobId from JobRow j where j.endedAt < :before order by j.endedAt",
            endedBefore,
            most);
    return commit(jobs, "jobs.deleted", em -> deleteJobs(em, jobs));
  }

  /**
   * Deletes results that were begun before this time and whose steps have not ended with them.
   *
   * @param most greatest number of results
   * @return number of results
   */
  public int deleteAbandonedResults(Instant begunBefore, int most) {
    List<String> results = store.read(em -> StoredResultDeletion.abandoned(em, begunBefore, most));
    return commit(results, "results.abandoned", StoredResultDeletion.of(results));
  }

  private List<String> find(String query, Instant endedBefore, int most) {
    return store.read(
        em ->
            em.createQuery(query, String.class)
                .setParameter("before", endedBefore)
                .setMaxResults(most)
                .getResultList());
  }

  private int commit(List<String> jobs, String event, UnitOfWork deletion) {
    if (!jobs.isEmpty()) {
      writer.commit(
          deletion,
          AuditEntry.of(event, Outcome.DONE, "", "").with("count", Integer.toString(jobs.size())));
    }
    return jobs.size();
  }

  /** Deletes also the requests that earlier versions stored. */
  private static void deleteTexts(EntityManager em, List<String> jobs, Instant now) {
    StoredResultDeletion.ofJobs(jobs).apply(em);
    for (String statement :
        List.of(
            "delete from StepInputRow i where i.jobId in :jobs",
            "update ApprovalRow a set a.parameters = null where a.jobId in :jobs",
            "update StepResultRow r set r.result = null where r.jobId in :jobs",
            "update JobRequestRow j set j.request = null where j.jobId in :jobs")) {
      em.createQuery(statement).setParameter("jobs", jobs).executeUpdate();
    }
    for (String job : jobs) {
      JobRow row = em.find(JobRow.class, job);
      if (row != null) { // another node may have deleted the job meanwhile
        row.textsDeleted(now);
      }
    }
  }

  private void deleteJobs(EntityManager em, List<String> jobs) {
    List<String> planIds =
        em.createQuery(
                "select j.planId from JobRow j where j.jobId in :jobs and j.planId is not null",
                String.class)
            .setParameter("jobs", jobs)
            .getResultList();
    em.createQuery(
            "delete from VerdictRow v where v.approvalId in"
                + " (select a.id from ApprovalRow a where a.jobId in :jobs)")
        .setParameter("jobs", jobs)
        .executeUpdate();
    StoredResultDeletion.ofJobs(jobs).apply(em);
    for (String entity :
        List.of("ApprovalRow", "AttemptRow", "StepInputRow", "StepRow", "JobRow")) {
      em.createQuery("delete from " + entity + " r where r.jobId in :jobs")
          .setParameter("jobs", jobs)
          .executeUpdate();
    }
    plans.deletion(planIds).apply(em);
    tokens.deletionOfJobs(jobs).apply(em);
  }
}
