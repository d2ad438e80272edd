package org.bailiwick.master.storage;

import static jakarta.ejb.TransactionAttributeType.REQUIRES_NEW;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Function;
import org.bailiwick.node.writer.Batch;

/**
 * Reads and writes the database. This class is an EJB so that each batch of the writer, and each
 * read, has a transaction of its own.
 */
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
