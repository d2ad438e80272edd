package org.bailiwick.node.statuslist;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A status list: its number, and the time at which the last of its tokens has expired. */
@Entity
@Table(name = "status_list")
public class StatusListRow {

  @Id
  @Column(name = "list_id")
  private long id;

  @Column(name = "opened_at")
  @Convert(converter = InstantColumn.class)
  private Instant openedAt;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  /** JPA needs this constructor. */
  protected StatusListRow() {}

  StatusListRow(long id, Instant openedAt, Instant expiresAt) {
    this.id = id;
    this.openedAt = openedAt;
    this.expiresAt = expiresAt;
  }

  long id() {
    return id;
  }

  Instant openedAt() {
    return openedAt;
  }

  Instant expiresAt() {
    return expiresAt;
  }
}
