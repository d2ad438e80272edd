package org.bailiwick.master.tokenledger;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A JWT grant that was used. The row is kept until the grant has expired. */
@Entity
@Table(name = "grant_use")
@IdClass(GrantUseRow.Key.class)
class GrantUseRow {

  @Id private String issuer;
  @Id private String jti;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected GrantUseRow() {}

  GrantUseRow(String issuer, String jti, Instant expiresAt) {
    this.issuer = issuer;
    this.jti = jti;
    this.expiresAt = expiresAt;
  }

  /** The two columns of the primary key. */
  record Key(String issuer, String jti) {}
}
