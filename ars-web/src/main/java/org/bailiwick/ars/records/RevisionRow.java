package org.bailiwick.ars.records;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The number of the registry's last change, and the mark of the history that it counts. */
@Entity
@Table(name = "registry_revision")
class RevisionRow {
  static final String AGENTS = "agents";

  @Id private String name;

  @SuppressWarnings("unused") // read by queries
  private long revision;

  private String mark;

  protected RevisionRow() {}

  /** Counts a change, and returns its number. */
  long raise() {
    return ++revision;
  }

  /** Begins another history. */
  void mark(String next) {
    mark = next;
  }

  Revision revision() {
    return new Revision(revision, mark);
  }
}
