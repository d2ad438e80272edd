package org.bailiwick.node.records;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Reads a component's database, each query in a short transaction of its own. */
public interface RecordReads {

  /** Runs the query; its result must not be an attached entity. */
  <T> T read(Function<EntityManager, T> query);
}
