package org.bailiwick.master.backendlease;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a lease. Only its end changes, once; the row is deleted with that of its token. */
@Entity
@Table(name = "back_end_lease")
class BackEndLeaseRow {

  @Id private String id;
  private String jti;
  private String holder;
  private String asset;
  private String capability;
  private String kind;

  @Column(name = "external_name")
  private String externalName;

  @Convert(converter = InstantColumn.class)
  @Column(name = "opened_at")
  private Instant openedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  @Column(name = "end_reason")
  private String endReason;

  protected BackEndLeaseRow() {}

  static BackEndLeaseRow of(String jti, String holder, LeaseReport report) {
    LeaseReport.Opening opening = report.opening();
    BackEndLeaseRow row = new BackEndLeaseRow();
    row.id = report.id();
    row.jti = jti;
    row.holder = holder;
    row.asset = opening.asset();
    row.capability = opening.capability();
    row.kind = opening.kind();
    row.externalName = opening.name();
    row.openedAt = opening.at();
    row.expiresAt = opening.expiresAt();
    report.end().ifPresent(row::end);
    return row;
  }

  private LeaseReport.Opening opening() {
    return new LeaseReport.Opening(asset, capability, kind, externalName, openedAt, expiresAt);
  }

  /** Whether this is the lease that was reported for this token by this agent. */
  boolean isOf(String token, String agent, LeaseReport report) {
    return jti.equals(token) && holder.equals(agent) && opening().equals(report.opening());
  }

  /** Takes the end of a lease that has none. */
  void end(LeaseReport.End end) {
    if (endedAt == null) {
      endedAt = end.at();
      endReason = end.reason();
    }
  }

  Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }
}
