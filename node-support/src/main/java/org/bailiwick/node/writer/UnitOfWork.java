package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;

/**
 * The reads and writes of one request that are to be durable. It may read and write through the
 * entity manager and nothing else: no call to another node, no HSM, no wait. It runs in the
 * writer's thread, possibly together with units of other requests, and possibly more than once
 * (each time after a roll-back), so it must not change anything but the database.
 */
@FunctionalInterface
public interface UnitOfWork {
  void apply(EntityManager em);

  /** This and then the other, in one transaction; nothing of either if one of them refuses. */
  default UnitOfWork and(UnitOfWork next) {
    return em -> {
      apply(em);
      next.apply(em);
    };
  }
}
