package org.bailiwick.ars.records;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.bailiwick.node.writer.Batch;

/**
 * Writes one batch in one transaction. This class is an EJB so that the container commits the
 * transaction when {@link #write} returns. It does not implement {@code BatchSink}, because a bean
 * with an interface has no no-interface view.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RegistrySink {
  @PersistenceContext(unitName = "ars")
  private EntityManager em;

  public void write(Batch batch) {
    batch.applyTo(em);
  }
}
