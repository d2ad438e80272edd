package org.bailiwick.master.outbox;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The rows of all acts. Inserting one is a unit of work, for the transaction that ends what the act
 * is about. An act is marked under the lease of the outbox, once.
 */
public final class EndingActs {

  /** The name of the lease under which acts are performed. */
  static final String LEASE = "outbox";

  /**
   * How many acts are not over, since when the oldest of them waits, and how many are of a kind
   * that this version does not know.
   */
  public record Figures(long pending, Optional<Instant> oldest, long unknown) {

    static final Figures NONE = new Figures(0, Optional.empty(), 0);
  }

  /** The act was marked before, for instance by a commit of which this process heard nothing. */
  private static final class AlreadyOver extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;
  private final boolean isCompensating;

  /** Acts of a domain where nothing undoes what a job has done. */
  public EndingActs(Store store, GroupWriter writer, Clock clock) {
    this(store, writer, clock, false);
  }

  /** {@code isCompensating}: whether the operator's catalogue may say what undoes what. */
  public EndingActs(Store store, GroupWriter writer, Clock clock, boolean isCompensating) {
    this.isCompensating = isCompensating;
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /** Inserts an act, which is due at once. An act that is stored already stays as it is. */
  public UnitOfWork insertion(EndingAct act) {
    Instant now = clock.instant();
    return em -> {
      if (em.find(EndingActRow.class, act.id()) == null) {
        em.persist(EndingActRow.of(act, now));
      }
    };
  }

  /** Inserts the act that undoes what a job has done, if anything may. */
  public UnitOfWork compensation(String jobId) {
    return isCompensating ? insertion(new EndingAct.CompensateJob(jobId)) : UnitOfWork.none();
  }

  /** Whether another process holds the lease of the outbox. */
  boolean isTaken(Lease.Taken taken) {
    return store.read(em -> taken.has(em, LEASE));
  }

  /** Acts that are due, those first that are due longest, except those at these targets. */
  List<StoredAct> due(Instant now, Set<String> except, int most) {
    return store.read(
        em ->
            em
                .createQuery(
                    "select a from EndingActRow a where a.dueAt <= :now and a.kind in :kinds"
                        + " and a.target not in :except order by a.dueAt",
                    EndingActRow.class)
                .setParameter("now", now)
                .setParameter("kinds", EndingAct.KINDS)
                .setParameter("except", never(except))
                .setMaxResults(most)
                .getResultList()
                .stream()
                .map(EndingActRow::stored)
                .toList());
  }

  /** Acts at these targets that are not over and were stored before this time, the oldest first. */
  List<StoredAct> old(Instant before, Set<String> targets, int most) {
    // The order is that of the index; for one place in it, the first column is the same.
    return store.read(
        em ->
            em
                .createQuery(
                    "select a from EndingActRow a where a.overAt is null and a.createdAt <= :before"
                        + " and a.kind in :kinds and a.target in :targets"
                        + " order by a.overAt, a.createdAt",
                    EndingActRow.class)
                .setParameter("before", before)
                .setParameter("kinds", EndingAct.KINDS)
                .setParameter("targets", never(targets))
                .setMaxResults(most)
                .getResultList()
                .stream()
                .map(EndingActRow::stored)
                .toList());
  }

  /** Marks an act as done. Returns false when it was over before; nothing is stored then. */
  boolean done(HeldLease lease, StoredAct act, AuditEntry audit) {
    Instant now = clock.instant();
    return mark(lease, act, row -> row.over(act, EndingActRow.DONE, now), audit);
  }

  /** Marks an act as given up. Returns false as above. */
  boolean givenUp(HeldLease lease, StoredAct act, AuditEntry audit) {
    Instant now = clock.instant();
    return mark(lease, act, row -> row.over(act, EndingActRow.GIVEN_UP, now), audit);
  }

  /** Stores that an act failed, and when it is tried next. Returns false as above. */
  boolean failed(HeldLease lease, StoredAct act, Instant next) {
    return mark(lease, act, row -> row.failed(act, next));
  }

  Figures figures() {
    return store.read(
        em -> {
          long pending = count(em, "");
          return pending == 0
              ? Figures.NONE
              : new Figures(pending, oldest(em), pending - count(em, " and a.kind in :kinds"));
        });
  }

  /**
   * Deletes acts that were over before this time, those first that were over first.
   *
   * @return number of acts
   */
  int deleteOver(Instant before, int most) {
    List<String> ids =
        store.read(
            em ->
                em.createQuery(
                        "select a.id from EndingActRow a where a.overAt < :before"
                            + " order by a.overAt",
                        String.class)
                    .setParameter("before", before)
                    .setMaxResults(most)
                    .getResultList());
    if (!ids.isEmpty()) {
      writer.commit(
          em ->
              em.createQuery("delete from EndingActRow a where a.id in :ids")
                  .setParameter("ids", ids)
                  .executeUpdate(),
          AuditEntry.of("ending-acts.deleted", Outcome.DONE, "", "")
              .with("count", Integer.toString(ids.size())));
    }
    return ids.size();
  }

  private boolean mark(
      HeldLease lease, StoredAct act, Consumer<EndingActRow> change, AuditEntry... audit) {
    try {
      writer.commit(
          em -> {
            lease.require(em);
            EndingActRow row = em.find(EndingActRow.class, act.id());
            if (row == null || row.isOver()) {
              throw new AlreadyOver();
            }
            change.accept(row);
          },
          audit);
      return true;
    } catch (AlreadyOver e) {
      return false;
    }
  }

  private static long count(EntityManager em, String more) {
    var query =
        em.createQuery(
            "select count(a) from EndingActRow a where a.overAt is null" + more, Long.class);
    if (!more.isEmpty()) {
      query.setParameter("kinds", EndingAct.KINDS);
    }
    return query.getSingleResult();
  }

  private static Optional<Instant> oldest(EntityManager em) {
    return em.createQuery(
            "select a.createdAt from EndingActRow a where a.overAt is null"
                + " order by a.overAt, a.createdAt",
            Instant.class)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** With a name that no asset has, since a list in a query must not be empty. */
  private static Set<String> never(Collection<String> targets) {
    Set<String> all = new HashSet<>(targets);
    all.add("");
    return all;
  }
}
