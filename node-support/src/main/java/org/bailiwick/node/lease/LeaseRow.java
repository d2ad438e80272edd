package org.bailiwick.node.lease;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A lease: the name of a task, the node that may do it, and the end of that right. */
@Entity
@Table(name = "lease")
public class LeaseRow {
  @Id private String name;
  private String holder;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  /** JPA needs this constructor. */
  protected LeaseRow() {}

  LeaseRow(String name, String holder, Instant expiresAt) {
    this.name = name;
    this.holder = holder;
    this.expiresAt = expiresAt;
  }

  /**
   * @param latestEnd latest possible end of a lease; a later one comes from a clock that was ahead
   */
  boolean isFreeFor(String candidate, Instant now, Instant latestEnd) {
    return holder.equals(candidate) || !now.isBefore(expiresAt) || expiresAt.isAfter(latestEnd);
  }

  void give(String newHolder, Instant until) {
    this.holder = newHolder;
    this.expiresAt = until;
  }
}
