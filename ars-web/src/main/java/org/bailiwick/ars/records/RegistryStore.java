package org.bailiwick.ars.records;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Function;
import org.bailiwick.node.writer.Batch;

/**
 * Writes the batches of the group writer and reads the audit log. This class is an EJB so that each
 * batch, and each read, has a transaction of its own. It does not implement {@code BatchSink},
 * because a bean with an interface has no no-interface view.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RegistryStore {
  @PersistenceContext(unitName = "ars")
  private EntityManager em;

  public void write(Batch batch) {
    batch.applyTo(em);
  }

  public <T> T read(Function<EntityManager, T> query) {
    return query.apply(em);
  }
}
