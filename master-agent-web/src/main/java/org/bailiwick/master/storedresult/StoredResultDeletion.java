package org.bailiwick.master.storedresult;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import org.bailiwick.node.writer.UnitOfWork;

/** The deletion of results with their pieces, to be committed with other changes. */
public final class StoredResultDeletion {

  private StoredResultDeletion() {}

  /** Some results that were begun before this time and never linked. */
  public static List<String> abandoned(EntityManager em, Instant before, int most) {
    return em.createQuery(
            "select r.id from StoredResultRow r where r.linked = false and r.begunAt < :before",
            String.class)
        .setParameter("before", before)
        .setMaxResults(most)
        .getResultList();
  }

  /** Deletes those of these results that are not linked. */
  public static UnitOfWork of(List<String> ids) {
    return em -> {
      em.createQuery(
              "delete from ResultPieceRow p where p.resultId in (select r.id from StoredResultRow r"
                  + " where r.id in :ids and r.linked = false)")
          .setParameter("ids", ids)
          .executeUpdate();
      em.createQuery("delete from StoredResultRow r where r.id in :ids and r.linked = false")
          .setParameter("ids", ids)
          .executeUpdate();
    };
  }

  /** Deletes all results of these jobs. */
  public static UnitOfWork ofJobs(List<String> jobs) {
    return em -> {
      em.createQuery(
              "delete from ResultPieceRow p where p.resultId in (select r.id from StoredResultRow r"
                  + " where r.jobId in :jobs)")
          .setParameter("jobs", jobs)
          .executeUpdate();
      em.createQuery("delete from StoredResultRow r where r.jobId in :jobs")
          .setParameter("jobs", jobs)
          .executeUpdate();
    };
  }
}
