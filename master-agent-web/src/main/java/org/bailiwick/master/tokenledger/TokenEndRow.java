package org.bailiwick.master.tokenledger;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The end of a token and of all tokens that descend from it. */
@Entity
@Table(name = "token_end")
class TokenEndRow {

  @Id private String jti;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  private String reason;

  protected TokenEndRow() {}

  TokenEndRow(String jti, Instant endedAt, String reason) {
    this.jti = jti;
    this.endedAt = endedAt;
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
