package org.bailiwick.master.storage;

import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Function;
import org.bailiwick.node.writer.Batch;

/** An EJB for its transactions: one around each batch of the writer, one around each read. */
@Stateless
@TransactionAttribute(REQUIRES_NEW)
public class MasterStore {

  @PersistenceContext(unitName = "master")
  private EntityManager em;

  public void write(Batch batch) {
    batch.applyTo(em);
  }

  public <T> T read(Function<EntityManager, T> query) {
    return query.apply(em);
  }
}
