package org.bailiwick.node.lease;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Lets one node of several do periodic work: a row per name says who holds it until when. A holder
 * renews by acquiring again; the time must be well above the work's period and the clocks'
 * difference. Whoever asks names the same time for the same lease: one that lasts longer than that
 * from now was taken by a clock that was ahead, and binds nobody. The lease keeps work from being
 * done twice at the same time; what must never happen twice needs a constraint besides.
 */
public final class Lease {

  /**
   * By how much two nodes' clocks differ at most; a lease that ends later was given by a wrong one.
   */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final GroupWriter writer;
  private final String holder;
  private final Clock clock;

  /**
   * {@code holder} names this process, for instance its node name and a random part made at start.
   */
  public Lease(GroupWriter writer, String holder, Clock clock) {
    this.writer = writer;
    this.holder = holder;
    this.clock = clock;
  }

  /** Takes or renews the named lease from now for {@code ttl}; false when another holds it. */
  public boolean tryAcquire(String name, Duration ttl) {
    AtomicBoolean acquired = new AtomicBoolean();
    try {
      writer.commit(em -> acquired.set(acquire(em, name, ttl)));
      return acquired.get();
    } catch (ConflictException e) {
      // Another node inserted the row at the same moment.
      return false;
    }
  }

  /** Gives the lease up early, so that another node need not wait until it expires. */
  public void release(String name) {
    writer.commit(
        em -> {
          Instant now = clock.instant();
          LeaseRow row = em.find(LeaseRow.class, name, LockModeType.PESSIMISTIC_WRITE);
          if (row != null && row.isFreeFor(holder, now, Instant.MAX)) {
            row.give(holder, now);
          }
        });
  }

  private boolean acquire(EntityManager em, String name, Duration ttl) {
    Instant now = clock.instant();
    LeaseRow row = em.find(LeaseRow.class, name, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      em.persist(new LeaseRow(name, holder, now.plus(ttl)));
      return true;
    }
    if (!row.isFreeFor(holder, now, now.plus(ttl).plus(CLOCKS))) {
      return false;
    }
    row.give(holder, now.plus(ttl));
    return true;
  }
}
