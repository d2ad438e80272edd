package org.bailiwick.aca.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "RevocationProposalEnd")
@Table(name = "revocation_proposal_end")
@SuppressWarnings("unused") // what is stored need not be read here
class ProposalEndRow {

  static final String APPROVED = "approved";
  static final String REJECTED = "rejected";

  @Id
  @Column(name = "proposal_id")
  private String proposalId;

  private String outcome;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  @Convert(converter = InstantColumn.class)
  private Instant endedAt;

  protected ProposalEndRow() {}

  ProposalEndRow(UUID proposalId, String outcome, String endedBy, Instant endedAt) {
    this.proposalId = proposalId.toString();
    this.outcome = outcome;
    this.endedBy = endedBy;
    this.endedAt = endedAt;
  }
}
