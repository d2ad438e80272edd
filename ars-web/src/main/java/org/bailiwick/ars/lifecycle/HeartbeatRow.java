package org.bailiwick.ars.lifecycle;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.bailiwick.node.audit.InstantColumn;

/** The last stored heartbeat of an agent. */
@Entity
@Table(name = "agent_heartbeat")
class HeartbeatRow {
  @Id
  @Column(name = "agent_id")
  private String agentId;

  @Convert(converter = InstantColumn.class)
  private Instant at;

  @Column(name = "ttl_seconds")
  private long ttlSeconds;

  @Column(name = "load_percent")
  private Long loadPercent;

  private long batch;

  protected HeartbeatRow() {}

  HeartbeatRow(String agentId) {
    this.agentId = agentId;
  }

  /** Takes the heartbeat over as a part of this batch. */
  void beat(Heartbeat beat, long number) {
    at = InstantColumn.stored(beat.at());
    ttlSeconds = beat.ttl().toSeconds();
    loadPercent = beat.load().isPresent() ? (long) beat.load().getAsInt() : null;
    batch = number;
  }

  Heartbeat heartbeat() {
    return new Heartbeat(
        at,
        Duration.ofSeconds(ttlSeconds),
        loadPercent == null ? OptionalInt.empty() : OptionalInt.of(loadPercent.intValue()));
  }

  String agentId() {
    return agentId;
  }

  Instant at() {
    return at;
  }

  long batch() {
    return batch;
  }
}
