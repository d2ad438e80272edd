package org.bailiwick.ars.records;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.bailiwick.node.writer.Batch;

/**
 * An EJB because the transaction is the batch: it commits when {@link #write} returns. It does not
 * implement {@code BatchSink}, since a bean with an interface has no view of its own class.
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
