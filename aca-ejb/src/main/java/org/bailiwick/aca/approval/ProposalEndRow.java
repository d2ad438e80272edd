package org.bailiwick.aca.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

@Entity(name = "RevocationProposalEnd")
@Table(name = "revocation_proposal_end")
class ProposalEndRow {

  @Id
  @Column(name = "proposal_id")
  private String proposalId;

  private String outcome;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  private Instant endedAt;

  protected ProposalEndRow() {}

  ProposalEndRow(UUID proposalId, Progress.End end) {
    this.proposalId = proposalId.toString();
    this.outcome = end.outcome().token();
    this.endedBy = end.by();
    this.endedAt = end.at();
  }

  Progress.End end() {
    return new Progress.End(Progress.State.of(outcome), endedBy, endedAt, Optional.empty());
  }
}
