package org.bailiwick.master.push;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The configurations of whose task the client has to be told something, and the marks of what was
 * sent, under the lease of the worker.
 */
final class PushQueue {

  /** The name of the lease under which notifications are sent. */
  static final String LEASE = "push";

  private final Store store;
  private final GroupWriter writer;
  private final SteadyTime time;

  PushQueue(Store store, GroupWriter writer, SteadyTime time) {
    this.store = store;
    this.writer = writer;
    this.time = time;
  }

  /** Whether another process holds the lease. */
  boolean isTaken(Lease.Taken taken) {
    return store.read(em -> taken.has(em, LEASE));
  }

  /** Those that are due, longest first: their task has ended, or a step is done and not sent. */
  List<StoredPush> due(PushTargets except, int most) {
    return store.read(
        em ->
            em
                .createQuery(
                    "select p from PushRow p, JobRow j where j.jobId = p.jobId and p.dueAt <= :now"
                        + " and p.target not in :targets and p.owner not in :owners"
                        + " and (j.state <> :running or p.sentCount < (select count(s) from"
                        + " StepRow s where s.jobId = p.jobId and s.state = :done))"
                        + " order by p.dueAt, p.id",
                    PushRow.class)
                .setParameter("now", time.latest())
                .setParameter("targets", never(except.excluded()))
                .setParameter("owners", never(except.callersWithoutPlace()))
                .setParameter("running", ExecutionState.RUNNING.text())
                .setParameter("done", ExecutionState.DONE.text())
                .setMaxResults(most)
                .getResultList()
                .stream()
                .map(PushRow::stored)
                .toList());
  }

  /** Marks the artifact of a step as sent. */
  void sent(HeldLease lease, StoredPush push, String step, AuditEntry... audit) {
    Instant now = time.latest();
    mark(lease, push, row -> row.sent(step, now), audit);
  }

  /** Stores that a try has failed, and when the next one is due. */
  void failed(HeldLease lease, StoredPush push, String reason, Instant next) {
    mark(lease, push, row -> row.failed(reason, next));
  }

  /** Deletes a configuration that is over. */
  void over(HeldLease lease, StoredPush push, AuditEntry audit) {
    writer.commit(
        em -> {
          lease.require(em);
          PushConfigurations.deletion(push).apply(em);
        },
        audit);
  }

  /** The client may have deleted it meanwhile; what was sent is recorded all the same. */
  private void mark(
      HeldLease lease, StoredPush push, Consumer<PushRow> change, AuditEntry... audit) {
    writer.commit(
        em -> {
          lease.require(em);
          PushRow row = em.find(PushRow.class, push.id());
          if (row != null) {
            change.accept(row);
          }
        },
        audit);
  }

  /** With a text that no row has, since a list in a query must not be empty. */
  private static Set<String> never(Collection<String> texts) {
    Set<String> all = new HashSet<>(texts);
    all.add("");
    return all;
  }
}
