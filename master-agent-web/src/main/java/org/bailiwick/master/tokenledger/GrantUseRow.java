package org.bailiwick.master.tokenledger;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
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
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;
    private String issuer;
    private String jti;

    Key() {}

    Key(String issuer, String jti) {
      this.issuer = issuer;
      this.jti = jti;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && issuer.equals(key.issuer) && jti.equals(key.jti);
    }

    @Override
    public int hashCode() {
      return Objects.hash(issuer, jti);
    }
  }
}
