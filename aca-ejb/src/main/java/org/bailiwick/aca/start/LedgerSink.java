package org.bailiwick.aca.start;

import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Function;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.BatchSink;

/**
 * The transactions of the ledger, one a batch of the group writer and one a read; an EJB for them.
 */
@Stateless
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LedgerSink implements BatchSink, LedgerReader {

  @PersistenceContext(unitName = "aca")
  private EntityManager entityManager;

  @Override
  public void write(Batch batch) {
    batch.applyTo(entityManager);
  }

  @Override
  public <T> T read(Function<EntityManager, T> query) {
    return query.apply(entityManager);
  }
}
