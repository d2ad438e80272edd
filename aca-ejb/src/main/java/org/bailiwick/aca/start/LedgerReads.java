package org.bailiwick.aca.start;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.function.Function;
import org.bailiwick.aca.LedgerReader;

/**
 * Gives each query an entity manager that nobody else has, and closes it. Without a transaction of
 * the container: a read needs none, and to open and end one took longer than the read
 * (docs/decisions/0009).
 */
final class LedgerReads implements LedgerReader {

  private final EntityManagerFactory factory;

  LedgerReads(EntityManagerFactory factory) {
    this.factory = factory;
  }

  @Override
  public <T> T read(Function<EntityManager, T> query) {
    try (EntityManager own = factory.createEntityManager()) {
      return query.apply(own);
    }
  }
}
