package org.bailiwick.ars.records;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Commits changes of the registry and, once they are durable, notifies the listeners. A
 * notification says only that something may have changed, so a listener reads the revision.
 */
public final class RegistryChanges {
  private static final int MARK_BYTES = 16;

  private final GroupWriter writer;
  private final AuditHeads heads;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean begun;

  public RegistryChanges(GroupWriter writer, AuditHeads heads) {
    this.writer = writer;
    this.heads = heads;
  }

  /**
   * Commits a registration, unless {@link AuditHeads#requireComplete} refuses, because an old copy
   * of the database could give a name a second identifier. {@link #commit} ends listings even then.
   */
  public void grant(UnitOfWork work, AuditEntry... audit) {
    heads.requireComplete();
    commit(work, audit);
  }

  /** Commits like {@link GroupWriter#commit}. */
  public void commit(UnitOfWork work, AuditEntry... audit) {
    begin();
    writer.commit(work, audit);
    listeners.forEach(Runnable::run);
  }

  /**
   * Gives the revisions a mark of this process, if it has none yet. The database may have been
   * restored before the process started, and then a revision that a reader has may get another
   * content. So the mark precedes the first change, and the first answer to a reader.
   */
  public void begin() {
    if (!begun) {
      synchronized (this) {
        if (!begun) {
          byte[] mark = new byte[MARK_BYTES];
          new SecureRandom().nextBytes(mark);
          writer.commit(em -> AgentChanges.mark(em, HexFormat.of().formatHex(mark)));
          begun = true;
        }
      }
    }
  }

  /** Adds a listener. It must return at once, because the thread that commits calls it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
