package org.bailiwick.ars.mirror;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** An agent of a partner domain. */
@Entity
@Table(name = "foreign_agent")
@IdClass(ForeignAgentRow.Key.class)
class ForeignAgentRow {

  record Key(String domain, String agentId) {}

  @Id private String domain;

  @Id
  @Column(name = "agent_id")
  private String agentId;

  private long generation;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  private String document;

  protected ForeignAgentRow() {}

  ForeignAgentRow(String domain, String agentId) {
    this.domain = domain;
    this.agentId = agentId;
  }

  /** Takes over what the partner's registry signed. */
  void sign(ForeignAgent agent, long reading) {
    generation = reading;
    expiresAt = InstantColumn.stored(agent.expiresAt());
    document = agent.document().toString();
  }

  String domain() {
    return domain;
  }

  String agentId() {
    return agentId;
  }

  long generation() {
    return generation;
  }

  boolean isExpiredAt(Instant now) {
    return !now.isBefore(expiresAt);
  }

  String document() {
    return document;
  }
}
