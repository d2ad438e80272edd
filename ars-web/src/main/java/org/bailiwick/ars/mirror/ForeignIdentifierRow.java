package org.bailiwick.ars.mirror;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.InstantColumn;

/** An identifier that a partner's registry says an agent has. */
@Entity
@Table(name = "foreign_identifier")
@IdClass(ForeignIdentifierRow.Key.class)
class ForeignIdentifierRow {

  record Key(String identifier, String domain) {}

  @Id private String identifier;

  @Id private String domain;

  @Column(name = "agent_id")
  private String agentId;

  /** Of the domains with the same identifier, the one with the lowest came first. */
  private long place;

  @Convert(converter = InstantColumn.class)
  @Column(name = "counts_until")
  private Instant countsUntil;

  protected ForeignIdentifierRow() {}

  ForeignIdentifierRow(String identifier, String domain, long place) {
    this.identifier = identifier;
    this.domain = domain;
    this.place = place;
  }

  /** Takes over whose the identifier is in its domain; the domain keeps its place. */
  void give(String toAgentId, Optional<Instant> until) {
    agentId = toAgentId;
    countsUntil = until.map(InstantColumn::stored).orElse(null);
  }

  String identifier() {
    return identifier;
  }

  String domain() {
    return domain;
  }

  ForeignAgentRow.Key agent() {
    return new ForeignAgentRow.Key(domain, agentId);
  }

  long place() {
    return place;
  }

  boolean countsAt(Instant now) {
    return countsUntil == null || now.isBefore(countsUntil);
  }
}
