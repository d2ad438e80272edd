package org.bailiwick.ars.mirror;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** How far a partner's registry has been read. */
@Entity
@Table(name = "mirror")
class MirrorRow {
  @Id private String domain;
  private String position;
  private long generation;
  private boolean complete;
  private long agents;

  /** Whether the reading took identifiers over; one of an earlier version did not. */
  @Column(name = "with_identifiers")
  private boolean withIdentifiers;

  @Convert(converter = InstantColumn.class)
  @Column(name = "as_of")
  private Instant asOf;

  protected MirrorRow() {}

  MirrorRow(String domain) {
    this.domain = domain;
    this.position = "";
    this.asOf = InstantColumn.stored(Instant.EPOCH);
  }

  /** Begins a new reading; what was read before is shown no longer. */
  void begin() {
    generation++;
    complete = false;
    agents = 0;
    position = "";
    withIdentifiers = true;
    asOf = InstantColumn.stored(Instant.EPOCH);
  }

  /** Takes a page over. */
  void read(String until, Instant knownUntil, boolean isWhole, long count) {
    position = until;
    // Another node of the partner may know a little less than the one before.
    asOf = InstantColumn.stored(knownUntil.isBefore(asOf) ? asOf : knownUntil);
    complete = complete || isWhole;
    agents = count;
  }

  long generation() {
    return generation;
  }

  /** Without a position, so that the next reading begins, if this one lacks identifiers. */
  MirrorState state() {
    return new MirrorState(
        domain, withIdentifiers ? position : "", generation, complete, agents, asOf);
  }
}
