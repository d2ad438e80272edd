package org.bailiwick.aca.start;

import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceUnit;
import java.util.function.Function;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.BatchSink;

/**
 * The transactions of the ledger, one for each batch of the group writer. It is an EJB, so that the
 * container begins and ends them.
 */
@Stateless
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LedgerSink implements BatchSink {

  @PersistenceContext(unitName = "aca")
  private EntityManager entityManager;

  @PersistenceUnit(unitName = "aca")
  private EntityManagerFactory factory;

  @Override
  public void write(Batch batch) {
    batch.applyTo(entityManager);
  }

  /** Reads outside of any transaction. */
  public LedgerReader reads() {
    return new LedgerReads(factory);
  }

  /**
   * Gives each query an entity manager of its own, and closes it. A transaction of the container
   * would take longer than the read (docs/decisions/0009).
   */
  private record LedgerReads(EntityManagerFactory factory) implements LedgerReader {

    @Override
    public <T> T read(Function<EntityManager, T> query) {
      try (EntityManager own = factory.createEntityManager()) {
        return query.apply(own);
      }
    }
  }
}
