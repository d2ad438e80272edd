package org.bailiwick.aca.nonce;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "SpentNonce")
@Table(name = "spent_nonce")
class SpentNonceRow {

  @Id private String nonce;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  protected SpentNonceRow() {}

  SpentNonceRow(Nonce nonce) {
    this.nonce = nonce.value();
    this.expiresAt = nonce.expiresAt();
  }

  Instant expiresAt() {
    return expiresAt;
  }
}
