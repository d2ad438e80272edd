package org.bailiwick.node.audit;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Lets only one writer of a database write at a time, by a row lock from the first statement of a
 * transaction to its end. So the rows that a unit of work has looked up do not change before it
 * writes, and two writers never append the same row of a chain. A process that dies loses the lock
 * with its connection.
 */
final class WritersTurn {

  private static final String NAME = "writer";
  private static final String RETAKE =
      "update lease set holder = ?1 where name = ?2 and holder = ?1";
  private static final String TAKE = "update lease set holder = ?1 where name = ?2";
  private static final String CREATE =
      "insert into lease (holder, name, expires_at) values (?1, ?2, ?3)";

  private final String holder = UUID.randomUUID().toString();

  /**
   * Waits for the lock.
   *
   * @return whether another writer wrote since this writer's last committed transaction
   */
  boolean take(EntityManager em, Instant now) {
    if (run(em, RETAKE) == 1) {
      return false;
    }
    if (run(em, TAKE) == 0) {
      // If two writers insert at the same time, the primary key refuses one, which tries again.
      em.createNativeQuery(CREATE)
          .setParameter(1, holder)
          .setParameter(2, NAME)
          .setParameter(3, LocalDateTime.ofInstant(InstantColumn.stored(now), ZoneOffset.UTC))
          .executeUpdate();
    }
    return true;
  }

  private int run(EntityManager em, String sql) {
    return em.createNativeQuery(sql).setParameter(1, holder).setParameter(2, NAME).executeUpdate();
  }
}
