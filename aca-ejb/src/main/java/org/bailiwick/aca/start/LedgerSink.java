package org.bailiwick.aca.start;

import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceUnit;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.BatchSink;

/** The transactions of the ledger, one a batch of the group writer; an EJB for them. */
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

  /** Reads that take no part in these transactions, nor in any. */
  public LedgerReader reads() {
    return new LedgerReads(factory);
  }
}
