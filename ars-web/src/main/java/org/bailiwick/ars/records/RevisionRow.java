package org.bailiwick.ars.records;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The number of the registry's last change. */
@Entity
@Table(name = "registry_revision")
class RevisionRow {
  static final String AGENTS = "agents";

  @Id private String name;

  @SuppressWarnings("unused") // read by queries
  private long revision;

  protected RevisionRow() {}

  void raise() {
    revision++;
  }
}
