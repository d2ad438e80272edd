package org.bailiwick.ars.records;

import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Commits changes of the registry and tells, once they are durable, those who wait for news. News
 * says only that something may have changed; who hears it reads the revision.
 */
public final class RegistryChanges {
  private final GroupWriter writer;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  public RegistryChanges(GroupWriter writer) {
    this.writer = writer;
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
