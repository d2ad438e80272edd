package org.bailiwick.aca.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/**
 * The row that the archive command inserts together with the first removal. Nodes never write it.
 */
@Entity(name = "Archive")
@Table(name = "records_archive")
class ArchiveRow {

  @Id private long number;
  private String statement;

  @Column(name = "archived_at")
  @Convert(converter = InstantColumn.class)
  private Instant archivedAt;

  protected ArchiveRow() {}

  String statement() {
    return statement;
  }
}
