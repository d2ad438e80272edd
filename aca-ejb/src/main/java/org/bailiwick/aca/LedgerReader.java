package org.bailiwick.aca;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/**
 * Reads from the authority's database, each query by an entity manager of its own, which sees
 * committed data. On Payara 7, an entity manager that a shared bean uses outside of a transaction
 * is not safe: two threads close each other's ("closed EntityManager").
 */
public interface LedgerReader {

  <T> T read(Function<EntityManager, T> query);
}
