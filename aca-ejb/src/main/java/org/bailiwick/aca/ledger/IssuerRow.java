package org.bailiwick.aca.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.aca.claims.Octets;

@Entity(name = "Issuer")
@Table(name = "issuer")
class IssuerRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Column(name = "trust_domain")
  private String trustDomain;

  private byte[] certificate;

  @Column(name = "key_label")
  private String keyLabel;

  @Column(name = "imported_at")
  private Instant importedAt;

  protected IssuerRow() {}

  IssuerRow(LedgerIssuer issuer, Instant importedAt) {
    this.issuerId = issuer.issuerId();
    this.trustDomain = issuer.trustDomain();
    this.certificate = issuer.certificate().bytes();
    this.keyLabel = issuer.keyLabel();
    this.importedAt = importedAt;
  }

  Instant importedAt() {
    return importedAt;
  }

  LedgerIssuer issuer() {
    return new LedgerIssuer(issuerId, trustDomain, Octets.of(certificate), keyLabel);
  }
}
