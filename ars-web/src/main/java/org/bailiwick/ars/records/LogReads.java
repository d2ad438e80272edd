package org.bailiwick.ars.records;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Function;

/** Reads the registry's audit log. It is an EJB so that each read has its own transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LogReads {
  @PersistenceContext(unitName = "ars")
  private EntityManager em;

  public <T> T read(Function<EntityManager, T> query) {
    return query.apply(em);
  }
}
