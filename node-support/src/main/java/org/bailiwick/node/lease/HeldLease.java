package org.bailiwick.node.lease;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A lease that this process has acquired, with the number of that acquisition. The number is a
 * fencing token: a process that was stopped for longer than its lease does not know that another
 * one has taken over, but its writes are refused, because the row has a higher number.
 */
public final class HeldLease {
  private final String name;
  private final String holder;
  private final long fence;
  private final LongSupplier nanos;
  private volatile long validUntil;

  HeldLease(String name, String holder, long fence, LongSupplier nanos) {
    this.name = name;
    this.holder = holder;
    this.fence = fence;
    this.nanos = nanos;
  }

  public String name() {
    return name;
  }

  /**
   * Refuses a unit of work under a lease that is lost. To be called first in a unit of the group
   * writer: no other process can acquire the lease before the unit's transaction has ended, since
   * only one process writes at a time.
   *
   * @throws LeaseLostException so that the unit stores nothing
   */
  public void require(EntityManager em) {
    LeaseRow row = em.find(LeaseRow.class, name);
    if (row == null || !isOf(row)) {
      throw new LeaseLostException(name);
    }
  }

  /**
   * Whether the lease lasts still, by elapsed time and without a question to the database. When it
   * is over, another process may have taken over, and nothing outside of the database must begin.
   */
  public boolean isCurrent() {
    return nanos.getAsLong() - validUntil < 0;
  }

  boolean isOf(LeaseRow row) {
    return row.isHeldBy(holder, fence);
  }

  /** {@code since} is a time before the transaction that gave or renewed the lease. */
  HeldLease validFor(Duration ttl, long since) {
    validUntil = since + ttl.toNanos();
    return this;
  }
}
