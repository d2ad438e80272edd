package org.bailiwick.aca.lineage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity(name = "IdentityRelease")
@Table(name = "identity_release")
@SuppressWarnings("unused") // columns that are stored and not read here
class ReleaseRow {

  @Id
  @Column(name = "freeze_id")
  private String freezeId;

  @Column(name = "released_by")
  private String releasedBy;

  @Column(name = "released_at")
  private Instant releasedAt;

  private String circumstances;

  protected ReleaseRow() {}

  ReleaseRow(UUID freezeId, String releasedBy, Instant releasedAt, String circumstances) {
    this.freezeId = freezeId.toString();
    this.releasedBy = releasedBy;
    this.releasedAt = releasedAt;
    this.circumstances = circumstances;
  }
}
