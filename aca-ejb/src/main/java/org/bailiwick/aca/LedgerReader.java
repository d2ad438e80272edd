package org.bailiwick.aca;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/**
 * Reads from the authority's database, each query by an entity manager of its own, which sees what
 * is committed. One that a shared bean uses outside of a transaction is not safe on Payara 7: two
 * threads close one another's (seen as "closed EntityManager" after a timer and a request met).
 */
public interface LedgerReader {

  <T> T read(Function<EntityManager, T> query);
}
