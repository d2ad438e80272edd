package org.bailiwick.master.tokenledger;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The end of all grants that a partner's server has issued for a principal until a time. */
@Entity
@Table(name = "grant_end")
class GrantEndRow {

  @Id
  @Column(name = "event_sha256")
  private String eventSha256;

  @Column(name = "principal_sha256")
  private String principalSha256;

  @Convert(converter = InstantColumn.class)
  @Column(name = "issued_until")
  private Instant issuedUntil;

  @Convert(converter = InstantColumn.class)
  @Column(name = "recorded_at")
  private Instant recordedAt;

  protected GrantEndRow() {}

  GrantEndRow(String eventSha256, String principalSha256, Instant issuedUntil, Instant recordedAt) {
    this.eventSha256 = eventSha256;
    this.principalSha256 = principalSha256;
    this.issuedUntil = issuedUntil;
    this.recordedAt = recordedAt;
  }
}
