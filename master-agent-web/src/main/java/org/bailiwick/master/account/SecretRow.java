package org.bailiwick.master.account;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/**
 * A secret of an account, with its digest unless it is kept elsewhere. A rotation moves the end of
 * the secret before.
 */
@Entity
@Table(name = "account_secret")
class SecretRow {

  @Id
  @Column(name = "secret_id")
  private String id;

  private String account;
  private String digest;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at")
  private Instant createdAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected SecretRow() {}

  SecretRow(StoredSecret secret) {
    this.id = secret.id();
    this.account = secret.account();
    this.digest = secret.digest().isEmpty() ? null : secret.digest();
    this.createdAt = secret.createdAt();
    this.expiresAt = secret.expiresAt();
  }

  void endBy(Instant end) {
    if (end.isBefore(expiresAt)) {
      expiresAt = end;
    }
  }

  StoredSecret secret() {
    return new StoredSecret(id, account, digest == null ? "" : digest, createdAt, expiresAt);
  }
}
