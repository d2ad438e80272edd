package org.bailiwick.aca.binding;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "AnchorUse")
@Table(name = "anchor_use")
class AnchorUseRow {

  @Id
  @Column(name = "anchor_sha256")
  private String anchor;

  @Column(name = "anchor_type")
  private String type;

  @Column(name = "agent_key_sha256")
  private String agentKey;

  @Column(name = "first_used_at")
  @Convert(converter = InstantColumn.class)
  private Instant firstUsedAt;

  protected AnchorUseRow() {}

  AnchorUseRow(String anchor, String type, String agentKey, Instant firstUsedAt) {
    this.anchor = anchor;
    this.type = type;
    this.agentKey = agentKey;
    this.firstUsedAt = firstUsedAt;
  }

  boolean isBy(String key) {
    return agentKey.equals(key);
  }
}
