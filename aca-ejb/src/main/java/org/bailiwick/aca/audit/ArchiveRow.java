package org.bailiwick.aca.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The row of an archive. The archive command inserts it with the first removal; nodes never do. */
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
