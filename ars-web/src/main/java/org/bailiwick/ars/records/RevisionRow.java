package org.bailiwick.ars.records;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The one row {@code agents}: the number of the registry's last change, and the mark that tells the
 * numbers of this database from those of an earlier copy.
 */
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

  /** Sets the mark of this and later numbers. */
  void mark(String next) {
    mark = next;
  }

  Revision revision() {
    return new Revision(revision, mark);
  }
}
