package org.bailiwick.aca.start;

import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.BatchSink;

/** The transaction in which the group writer's batches are committed; an EJB for that reason. */
@Stateless
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LedgerSink implements BatchSink {

  @PersistenceContext(unitName = "aca")
  private EntityManager entityManager;

  @Override
  public void write(Batch batch) {
    batch.applyTo(entityManager);
  }
}
