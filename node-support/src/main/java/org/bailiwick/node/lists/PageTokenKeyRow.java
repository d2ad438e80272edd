package org.bailiwick.node.lists;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The key of page tokens. */
@Entity
@Table(name = "page_token_key")
class PageTokenKeyRow {
  static final String CURRENT = "current";

  @Id private String name;
  private byte[] secret;

  protected PageTokenKeyRow() {}

  PageTokenKeyRow(byte[] secret) {
    this.name = CURRENT;
    this.secret = secret.clone();
  }

  byte[] secret() {
    return secret.clone();
  }
}
