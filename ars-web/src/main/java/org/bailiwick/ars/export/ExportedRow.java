package org.bailiwick.ars.export;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** That a partner was once told of an agent. */
@Entity
@Table(name = "exported_agent")
@IdClass(ExportedRow.Key.class)
class ExportedRow {

  record Key(String partner, String agentId) {}

  @Id
  @SuppressWarnings("unused") // read by queries
  private String partner;

  @Id
  @Column(name = "agent_id")
  @SuppressWarnings("unused") // read by queries
  private String agentId;

  protected ExportedRow() {}

  ExportedRow(String partner, String agentId) {
    this.partner = partner;
    this.agentId = agentId;
  }
}
