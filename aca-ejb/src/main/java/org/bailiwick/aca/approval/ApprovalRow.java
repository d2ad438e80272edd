package org.bailiwick.aca.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity(name = "EnrolmentApproval")
@Table(name = "enrolment_approval")
@IdClass(ApprovalKey.class)
@SuppressWarnings("unused") // the time is for readers of the database
class ApprovalRow {

  @Id
  @Column(name = "waiting_id")
  private String proposalId;

  @Id private String officer;

  @Column(name = "approved_at")
  private Instant approvedAt;

  protected ApprovalRow() {}

  ApprovalRow(UUID proposalId, String officer, Instant approvedAt) {
    this.proposalId = proposalId.toString();
    this.officer = officer;
    this.approvedAt = approvedAt;
  }
}
