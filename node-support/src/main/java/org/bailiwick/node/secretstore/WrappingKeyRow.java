package org.bailiwick.node.secretstore;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** Which key of the HSM wraps secrets. */
@Entity
@Table(name = "wrapping_key")
class WrappingKeyRow {
  static final String CURRENT = "current";

  @Id private String name;
  private String label;

  @SuppressWarnings("unused") // for auditors
  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at")
  private Instant createdAt;

  protected WrappingKeyRow() {}

  WrappingKeyRow(String label, Instant now) {
    this.name = CURRENT;
    this.label = label;
    this.createdAt = now;
  }

  String label() {
    return label;
  }
}
