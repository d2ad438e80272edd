package org.bailiwick.node.records;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Reads from a component's database, each query in a short transaction of its own. */
public interface RecordReads {

  /** What the query makes of the database; never an entity that is still attached. */
  <T> T read(Function<EntityManager, T> query);
}
