package org.bailiwick.node.decision;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.policy.VersionFloor;

/** A policy version that a node has loaded. */
@Entity
@Table(name = "policy_version")
public class PolicyVersionRow {
  @Id private long number;
  private String digest;

  @SuppressWarnings("unused") // for readers of the table
  @Column(name = "loaded_at")
  @Convert(converter = InstantColumn.class)
  private Instant loadedAt;

  /** For the persistence provider. */
  protected PolicyVersionRow() {}

  PolicyVersionRow(VersionFloor.Loaded version, Instant now) {
    this.number = version.number();
    this.digest = version.digest();
    this.loadedAt = now;
  }

  VersionFloor.Loaded version() {
    return new VersionFloor.Loaded(number, digest);
  }
}
