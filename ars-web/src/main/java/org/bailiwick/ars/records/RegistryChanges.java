package org.bailiwick.ars.records;

import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Commits changes of the registry and tells, once they are durable, those who wait for news. News
 * says only that something may have changed; who hears it reads the revision.
 */
public final class RegistryChanges {
  private final GroupWriter writer;
  private final AuditHeads records;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  public RegistryChanges(GroupWriter writer, AuditHeads records) {
    this.writer = writer;
    this.records = records;
  }

  /**
   * As {@link #commit}, for what adds to the registry: refused as {@link
   * AuditHeads#requireComplete} says, since on an old copy of the database a name could be given an
   * identifier that another has. What ends a listing goes on.
   */
  public void grant(UnitOfWork work, AuditEntry... audit) {
    records.requireComplete();
    commit(work, audit);
  }

  /** As {@link GroupWriter#commit}. */
  public void commit(UnitOfWork work, AuditEntry... audit) {
    writer.commit(work, audit);
    listeners.forEach(Runnable::run);
  }

  /** The listener must return at once; it is called in the thread of the one who commits. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
