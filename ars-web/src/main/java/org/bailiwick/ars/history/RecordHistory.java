package org.bailiwick.ars.history;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;

/** Writes and reads the last changes of a record. */
public final class RecordHistory {
  /** The most changes of one record that are shown. */
  public static final int MOST = 100;

  /** The oldest rows of a record are deleted so many at a time. */
  private static final int TRIM = 20;

  private RecordHistory() {}

  /**
   * A change of a record.
   *
   * @param number counts the changes of the record
   * @param state the state of the record after it
   * @param serial the serial number of the credential that the record has after it
   */
  public record Entry(
      String agentId, long number, Instant at, String state, Cause cause, String serial) {}

  /** Adds a change, in the transaction that makes it. */
  public static void add(EntityManager em, Entry entry) {
    em.persist(new HistoryRow(entry));
    if (entry.number() > MOST && entry.number() % TRIM == 0) {
      em.createQuery("delete from HistoryRow h where h.agentId = :id and h.number <= :old")
          .setParameter("id", entry.agentId())
          .setParameter("old", entry.number() - MOST)
          .executeUpdate();
    }
  }

  /** The last changes of a record, newest first. */
  public static List<Entry> of(EntityManager em, String agentId) {
    return em.createQuery(
            "select h from HistoryRow h where h.agentId = :id order by h.number desc",
            HistoryRow.class)
        .setParameter("id", agentId)
        .setMaxResults(MOST)
        .getResultStream()
        .map(HistoryRow::entry)
        .toList();
  }
}
