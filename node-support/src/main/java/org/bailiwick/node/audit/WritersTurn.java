package org.bailiwick.node.audit;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Has the writers of one database write one after the other: a row lock, from the first statement
 * of a transaction to its end. What a unit of work looks up therefore still holds when it writes,
 * on whatever node, and the rows of one chain follow one another. A process that dies loses the
 * lock with its connection.
 */
final class WritersTurn {

  private static final String NAME = "writer";
  private static final String STILL_OURS =
      "update lease set holder = ?1 where name = ?2 and holder = ?1";
  private static final String TAKE = "update lease set holder = ?1 where name = ?2";
  private static final String FIRST =
      "insert into lease (holder, name, expires_at) values (?1, ?2, ?3)";

  private final String holder = UUID.randomUUID().toString();

  /**
   * Waits until no other writer is at it.
   *
   * @return whether another one wrote since this one's last transaction that was committed
   */
  boolean take(EntityManager em, Instant now) {
    if (run(em, STILL_OURS) == 1) {
      return false;
    }
    if (run(em, TAKE) == 0) {
      // Two that begin at the same moment meet at the primary key, and the loser tries again.
      em.createNativeQuery(FIRST)
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
