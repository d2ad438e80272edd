package org.bailiwick.node.records;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Reads a component's database, each query in a short transaction of its own. */
public interface RecordReads {

  /** The result of the query, which must not be an attached entity. */
  <T> T read(Function<EntityManager, T> query);
}
