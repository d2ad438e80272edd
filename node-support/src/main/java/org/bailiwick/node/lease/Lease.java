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
 * Lets one of several nodes do periodic work: a row per lease names its holder and its end. A
 * holder renews the lease by acquiring it again. Its duration must be well above the work's period
 * and the difference of the nodes' clocks, and the same for all callers: a lease with a later end
 * than this duration allows was acquired while a clock was ahead, and is ignored. Two nodes may
 * still do the same work in rare cases; work that must never be done twice also needs a constraint
 * of the database.
 */
public final class Lease {

  /** Greatest difference of two nodes' clocks. */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  private final GroupWriter writer;
  private final String holder;
  private final Clock clock;

  /** {@code holder} names this process, for instance by node name and a random part. */
  public Lease(GroupWriter writer, String holder, Clock clock) {
    this.writer = writer;
    this.holder = holder;
    this.clock = clock;
  }

  /** Acquires or renews the lease from now for {@code ttl}; false when another node holds it. */
  public boolean tryAcquire(String name, Duration ttl) {
    AtomicBoolean acquired = new AtomicBoolean();
    try {
      writer.commit(em -> acquired.set(acquire(em, name, ttl)));
      return acquired.get();
    } catch (ConflictException e) {
      return false; // another node inserted the row at the same time
    }
  }

  /** Ends the lease early, so that another node need not wait until it expires. */
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
    if (!row.isFreeFor(holder, now, now.plus(ttl).plus(MAX_CLOCK_DIFFERENCE))) {
      return false;
    }
    row.give(holder, now.plus(ttl));
    return true;
  }
}
