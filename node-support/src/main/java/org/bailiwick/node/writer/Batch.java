package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.lookup.LookupAnswers;

/** Units that are committed together in the order of arrival, each followed by its audit rows. */
public final class Batch {
  private final List<PendingUnit> units;
  private final AuditChain chain;
  private final Instant at;
  private final DatabaseFile file;

  Batch(List<PendingUnit> units, AuditChain chain, Instant at, DatabaseFile file) {
    this.units = units;
    this.chain = chain;
    this.at = at;
    this.file = file;
  }

  /** Applies all units, in a transaction that commits after this and rolls back if it throws. */
  public void applyTo(EntityManager em) {
    file.requireWritable(em);
    chain.enter(em, at);
    LookupAnswers answers = LookupAnswers.read(em, units.stream().flatMap(PendingUnit::lookups));
    try (answers) {
      for (PendingUnit unit : units) {
        unit.apply(em);
        for (AuditEntry entry : unit.audit()) {
          chain.append(em, entry, at, unit.requestId());
        }
      }
      // Constraints should fail here, where the provider's exception is still visible, and not in
      // the commit.
      em.flush();
      units.forEach(unit -> unit.applyReferring(em));
      em.flush();
    }
  }
}
