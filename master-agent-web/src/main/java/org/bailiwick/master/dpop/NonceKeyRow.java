package org.bailiwick.master.dpop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The key of the nonces for proofs. */
@Entity
@Table(name = "dpop_nonce_key")
class NonceKeyRow {
  static final String CURRENT = "current";

  @Id private String name;
  private byte[] secret;

  protected NonceKeyRow() {}

  NonceKeyRow(byte[] secret) {
    this.name = CURRENT;
    this.secret = secret.clone();
  }

  byte[] secret() {
    return secret.clone();
  }
}
