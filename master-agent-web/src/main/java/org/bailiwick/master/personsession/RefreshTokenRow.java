package org.bailiwick.master.personsession;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a refresh token. Each names the one before, which only one row can do. */
@Entity
@Table(name = "refresh_token")
class RefreshTokenRow {

  @Id private String digest;

  @Column(name = "session_id")
  private String sessionId;

  @Column(name = "previous_digest")
  private String previousDigest;

  @Column(name = "dpop_jkt")
  private String dpopJkt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected RefreshTokenRow() {}

  RefreshTokenRow(RefreshToken token, String previousDigest) {
    this.digest = token.digest();
    this.sessionId = token.session();
    this.previousDigest = previousDigest;
    this.dpopJkt = token.key();
    this.expiresAt = token.expiresAt();
  }

  RefreshToken token() {
    return new RefreshToken(digest, sessionId, dpopJkt, expiresAt);
  }
}
