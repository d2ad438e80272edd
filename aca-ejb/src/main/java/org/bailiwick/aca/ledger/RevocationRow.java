package org.bailiwick.aca.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;

@Entity(name = "Revocation")
@Table(name = "revocation")
@IdClass(LedgerKey.class)
class RevocationRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Id private String serial;
  private String reason;

  @Column(name = "revoked_at")
  private Instant revokedAt;

  @Column(name = "revoked_by")
  private String revokedBy;

  @Column(name = "trigger_event")
  private String trigger;

  protected RevocationRow() {}

  RevocationRow(Revocation revocation) {
    this.issuerId = revocation.ref().issuerId();
    this.serial = revocation.ref().serial().hex();
    this.reason = revocation.reason().token();
    this.revokedAt = revocation.at();
    this.revokedBy = revocation.by();
    this.trigger = revocation.trigger();
  }

  Revocation revocation() {
    return new Revocation(
        new CredentialRef(issuerId, SerialNumber.parse(serial)),
        RevocationReason.parse(reason),
        revokedAt,
        revokedBy,
        trigger);
  }
}
