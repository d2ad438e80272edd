package org.bailiwick.aca.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "Completion")
@Table(name = "completion")
@IdClass(LedgerKey.class)
class CompletionRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Id private String serial;
  private byte[] certificate;

  @Column(name = "completed_at")
  private Instant completedAt;

  protected CompletionRow() {}

  CompletionRow(CredentialRef ref, byte[] certificate, Instant completedAt) {
    this.issuerId = ref.issuerId();
    this.serial = ref.serial().hex();
    this.certificate = certificate;
    this.completedAt = completedAt;
  }

  byte[] certificate() {
    return certificate;
  }
}
