package org.bailiwick.master.dpop;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A proof that was used. The row is kept until no node would accept the proof. */
@Entity
@Table(name = "dpop_proof")
class DpopProofRow {

  /** Of key and id of the proof. */
  @Id private String digest;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected DpopProofRow() {}

  DpopProofRow(String digest, Instant expiresAt) {
    this.digest = digest;
    this.expiresAt = expiresAt;
  }
}
