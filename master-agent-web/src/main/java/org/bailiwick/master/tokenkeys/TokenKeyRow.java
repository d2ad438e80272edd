package org.bailiwick.master.tokenkeys;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A key that a node has announced. The row proves nothing; its announcement is verified. */
@Entity
@Table(name = "token_key")
@IdClass(TokenKeyRow.Key.class)
class TokenKeyRow {

  @Id
  @Column(name = "node_name")
  private String nodeName;

  @Id
  @Column(name = "key_id")
  private String keyId;

  private String announcement;

  @Convert(converter = InstantColumn.class)
  @Column(name = "published_from")
  private Instant publishedFrom;

  @Convert(converter = InstantColumn.class)
  @Column(name = "valid_until")
  private Instant validUntil;

  protected TokenKeyRow() {}

  TokenKeyRow(StoredKey key) {
    this.nodeName = key.node();
    this.keyId = key.kid();
    take(key);
  }

  /** Stores a newer announcement of the same key. */
  final void take(StoredKey key) {
    this.announcement = key.announcement();
    this.publishedFrom = key.publishedFrom();
    this.validUntil = key.validUntil();
  }

  StoredKey key() {
    return new StoredKey(nodeName, keyId, announcement, publishedFrom, validUntil);
  }

  /** The two columns of the primary key. */
  record Key(String nodeName, String keyId) {}
}
