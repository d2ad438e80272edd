package org.bailiwick.aca.compromise;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "CompromisedKey")
@Table(name = "compromised_key")
class CompromisedKeyRow {

  @Id
  @Column(name = "public_key_sha256")
  private String publicKeySha256;

  @Column(name = "reported_at")
  private Instant reportedAt;

  @Column(name = "reported_by")
  private String reportedBy;

  private String circumstances;

  protected CompromisedKeyRow() {}

  CompromisedKeyRow(CompromisedKey report) {
    this.publicKeySha256 = report.key().base64url();
    this.reportedAt = report.reportedAt();
    this.reportedBy = report.reportedBy();
    this.circumstances = report.circumstances();
  }

  CompromisedKey report() {
    return new CompromisedKey(
        new KeyDigest(publicKeySha256), reportedAt, reportedBy, circumstances);
  }
}
