package org.bailiwick.node.lease;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/**
 * A lease: the name of a task, the process that may do it, the end of that right, and the number of
 * the acquisition. The number rises with each acquisition and stays the same in renewals.
 */
@Entity
@Table(name = "lease")
public class LeaseRow {
  @Id private String name;
  private String holder;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  private long fence;

  /** JPA needs this constructor. */
  protected LeaseRow() {}

  LeaseRow(String name, String holder, Instant expiresAt) {
    this.name = name;
    this.holder = holder;
    this.expiresAt = expiresAt;
    this.fence = 1;
  }

  /**
   * @param latestEnd latest possible end of a lease; a later one comes from a clock that was ahead
   */
  boolean isFreeFor(String candidate, Instant now, Instant latestEnd) {
    return isOf(candidate) || !now.isBefore(expiresAt) || expiresAt.isAfter(latestEnd);
  }

  /** Whether nobody, this holder included, has acquired the lease after this acquisition. */
  boolean isHeldBy(String candidate, long acquisition) {
    return isOf(candidate) && fence == acquisition;
  }

  boolean isOf(String candidate) {
    return holder.equals(candidate);
  }

  long fence() {
    return fence;
  }

  void acquire(String newHolder, Instant until) {
    holder = newHolder;
    expiresAt = until;
    fence++;
  }

  void endAt(Instant until) {
    expiresAt = until;
  }
}
