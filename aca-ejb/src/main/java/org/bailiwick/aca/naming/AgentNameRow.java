package org.bailiwick.aca.naming;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "AgentName")
@Table(name = "agent_name")
@IdClass(AgentNameKey.class)
@SuppressWarnings("unused") // columns that are stored and not read here
class AgentNameRow {

  @Id
  @Column(name = "trust_domain")
  private String trustDomain;

  @Id private String name;
  @Id private int generation;
  private String owner;

  @Convert(converter = InstantColumn.class)
  private Instant since;

  @Column(name = "assigned_by")
  private String assignedBy;

  protected AgentNameRow() {}

  AgentNameRow(WorkloadId workload, int generation, NameGrant grant) {
    this.trustDomain = workload.trustDomain().name();
    this.name = AgentNames.stored(workload);
    this.generation = generation;
    this.owner = grant.owner().value();
    this.since = grant.since();
    this.assignedBy = grant.assignedBy();
  }
}
