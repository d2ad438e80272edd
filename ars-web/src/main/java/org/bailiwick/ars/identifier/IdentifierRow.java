package org.bailiwick.ars.identifier;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.node.audit.InstantColumn;

/** Another identifier of an agent. */
@Entity
@Table(name = "agent_identifier")
class IdentifierRow {
  @Id private String identifier;

  @SuppressWarnings("unused") // for people who look into the database
  private String scheme;

  @Column(name = "agent_id")
  private String agentId;

  private String owner;

  @Enumerated(EnumType.STRING)
  private Shown shown;

  @Convert(converter = InstantColumn.class)
  private Instant since;

  @Convert(converter = InstantColumn.class)
  @Column(name = "counts_until")
  private Instant countsUntil;

  @SuppressWarnings("unused") // for people who look into the database
  @Column(name = "shown_by")
  private String shownBy;

  @SuppressWarnings("unused") // for people who look into the database
  private String evidence;

  protected IdentifierRow() {}

  IdentifierRow(Identifier identifier) {
    this.identifier = identifier.text();
    this.scheme = identifier.scheme().text();
  }

  /** Takes over whose the identifier is, and how that was shown. */
  void show(IdentifierTable.Claim claim, Instant now) {
    agentId = claim.agentId();
    owner = claim.owner();
    shown = claim.shown();
    since = InstantColumn.stored(now);
    countsUntil = claim.until().map(InstantColumn::stored).orElse(null);
    shownBy = claim.by();
    evidence = claim.evidence();
  }

  String agentId() {
    return agentId;
  }

  boolean isConfigured() {
    return shown == Shown.CONFIGURED;
  }

  boolean isOf(String nowOwner) {
    return owner.equals(nowOwner);
  }

  boolean countsAt(Instant now) {
    return countsUntil == null || now.isBefore(countsUntil);
  }

  String owner() {
    return owner;
  }

  AgentIdentifier view() {
    Identifier read = Identifier.parse(identifier);
    return new AgentIdentifier(
        read.scheme(), identifier, shown, since, Optional.ofNullable(countsUntil));
  }
}
