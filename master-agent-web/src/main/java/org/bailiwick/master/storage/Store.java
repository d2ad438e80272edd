package org.bailiwick.master.storage;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Reads in one short transaction. What the query returns must not be an entity. */
public interface Store {

  <T> T read(Function<EntityManager, T> query);
}
