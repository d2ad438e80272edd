package org.bailiwick.aca.binding;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The table has an old name, because a new name would need a migration. */
@Entity(name = "SubjectBinding")
@Table(name = "anchor_use")
class SubjectBindingRow {

  @Id
  @Column(name = "anchor_sha256")
  private String subject;

  @Column(name = "anchor_type")
  private String type;

  @Column(name = "agent_key_sha256")
  private String agentKey;

  @Column(name = "first_used_at")
  @Convert(converter = InstantColumn.class)
  private Instant firstUsedAt;

  protected SubjectBindingRow() {}

  SubjectBindingRow(String subject, String type, String agentKey, Instant firstUsedAt) {
    this.subject = subject;
    this.type = type;
    this.agentKey = agentKey;
    this.firstUsedAt = firstUsedAt;
  }

  boolean isBy(String key) {
    return agentKey.equals(key);
  }
}
