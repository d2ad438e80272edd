package org.bailiwick.master.storage;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Reads the database in one short transaction. A query must not return an entity. */
public interface Store {

  <T> T read(Function<EntityManager, T> query);
}
