package org.bailiwick.ars.records;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.bailiwick.contract.capability.Capability;

/** A capability of an agent. Searches select rows by {@code kind}: name and version. */
@Entity
@Table(name = "agent_capability")
@IdClass(CapabilityRow.Key.class)
class CapabilityRow {

  record Key(String agentId, String capability) {}

  @Id
  @Column(name = "agent_id")
  private String agentId;

  @Id private String capability;

  @SuppressWarnings("unused") // read by queries
  private String kind;

  protected CapabilityRow() {}

  CapabilityRow(String agentId, Capability capability) {
    this.agentId = agentId;
    this.capability = capability.text();
    this.kind = kindOf(capability);
  }

  static String kindOf(Capability capability) {
    return capability.name() + "@" + capability.version();
  }

  String agentId() {
    return agentId;
  }

  String capability() {
    return capability;
  }
}
