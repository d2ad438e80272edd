package org.bailiwick.node.peer.workloadtoken;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A proof that was used. Its primary key refuses a second use at any node. */
@Entity
@Table(name = "proof_use")
@IdClass(ProofUseRow.Key.class)
class ProofUseRow {

  @Id
  @Column(name = "proof_key")
  private String proofKey;

  @Id private String jti;

  @SuppressWarnings("unused") // queries read it
  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected ProofUseRow() {}

  ProofUseRow(Key key, Instant expiresAt) {
    this.proofKey = key.proofKey();
    this.jti = key.jti();
    this.expiresAt = expiresAt;
  }

  /** The columns of the primary key. */
  record Key(String proofKey, String jti) {}
}
