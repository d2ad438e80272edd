package org.bailiwick.aca.waiting;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "EnrolmentApproval")
@Table(name = "enrolment_approval")
@IdClass(ApprovalKey.class)
@SuppressWarnings("unused") // the time is kept for who reads the database
class ApprovalRow {

  @Id
  @Column(name = "waiting_id")
  private String waitingId;

  @Id private String officer;

  @Column(name = "approved_at")
  @Convert(converter = InstantColumn.class)
  private Instant approvedAt;

  protected ApprovalRow() {}

  ApprovalRow(UUID waitingId, String officer, Instant approvedAt) {
    this.waitingId = waitingId.toString();
    this.officer = officer;
    this.approvedAt = approvedAt;
  }
}
