package org.bailiwick.node.secretstore;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A wrapped secret. The row never changes, and goes when the secret is over. */
@Entity
@Table(name = "wrapped_secret")
class WrappedSecretRow {

  @Id
  @Column(name = "secret_name")
  private String name;

  @Column(name = "key_label")
  private String label;

  private byte[] wrapped;

  @SuppressWarnings("unused") // queries read it
  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected WrappedSecretRow() {}

  WrappedSecretRow(WrappedSecret secret, Instant expiresAt) {
    this.name = secret.name();
    this.label = secret.keyLabel();
    this.wrapped = secret.wrapped();
    this.expiresAt = expiresAt;
  }

  WrappedSecret secret() {
    return new WrappedSecret(name, label, wrapped);
  }
}
